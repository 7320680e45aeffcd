// A54: an account is taken over by an identity that is joined to it, by its e-mail above all; here an address is no identity.

import Authority
import HTTPTypes
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("A54 takeover by account linking")
struct A54NoAccountLinking {
    static let profile = #"{"name":"Ana Lima","email":"ana@example.com","email_verified":true,"phone_number":"+4912345"}"#

    @Test(
        "what is told of a person signs nobody in, at any door",
        arguments: ["ana@example.com", "ANA@EXAMPLE.COM", "Ana Lima", "+4912345", "usr_ana"])
    func names(name: String) async throws {
        try await TestServer.run { server async throws in
            try await server.house.setProfile(Self.profile)
            let browser = TestBrowser(server)
            try await browser.signIn(name)
            #expect(browser.page.status == 401 && browser.location == nil)
            let body = #"{"username":"\#(name)","password":"\#(TestAuthority.anasPassword)"}"#
            #expect(try await server.send(.post, "/session", body: body).status == 401)
            #expect(try await server.token(as: .basic(name, TestAuthority.anasPassword)).status == 401)
            #expect(try await server.house.count("sessions") == 0)
        }
    }

    @Test("two accounts may tell one address, and each stays its own")
    func sameAddress() async throws {
        try await TestServer.run { server async throws in
            try await server.house.setProfile(Self.profile)
            try await server.house.database.write { db in
                try Account.setClaims(id: server.house.ben.id, profile: Self.profile, claims: "{}", in: db)
            }
            let client = try await TestClient(server)
            var subjects: Set<String> = []
            for (name, password) in [("ana", TestAuthority.anasPassword), ("ben", TestAuthority.bensPassword)] {
                let browser = TestBrowser(server)
                try await browser.signIn(name, password: password)
                let tokens = try await client.redeem(client.code(scope: "openid email", in: browser))
                let told = try await server.send(
                    .get, "/oauth/userinfo", [.bearer(try #require(tokens["access_token"]))])
                #expect(told["email"] == "ana@example.com")
                subjects.insert(try #require(told["sub"]))
            }
            #expect(subjects.count == 2)
        }
    }

    @Test("a hint of who should sign in fills in a name, and signs nobody in")
    func hints() async throws {
        try await TestServer.run { server async throws in
            try await server.house.setProfile(Self.profile)
            let client = try await TestClient(server)
            for hint in ["ana", "ana@example.com"] {
                let browser = TestBrowser(server)
                try await browser.signIn("ben", password: TestAuthority.bensPassword)
                let tokens = try await client.redeem(client.code(["login_hint": hint], in: browser))
                let told = try await server.send(
                    .get, "/oauth/userinfo", [.bearer(try #require(tokens["access_token"]))])
                #expect(told["sub"] == server.house.ben.id)
            }
        }
    }
}
