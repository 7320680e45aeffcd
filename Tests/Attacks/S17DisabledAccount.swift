// S17: when an account is disabled, all that it has dies with it.

import Authority
import AuthorityServer
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("S17 disabled account")
struct S17DisabledAccount {
    @Test("password, login tokens and named tokens")
    func all() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.house.login(at: server.now)
            let named = try await server.house.named(at: server.now)
            let bystander = try await server.login("ben")
            try await server.house.authority.accounts.disable(Username("ana"), at: server.now)

            #expect(try await server.token().code == "credentials_invalid")
            for (method, path) in [
                (HTTPRequest.Method.post, "/api/tokens"), (.get, "/api/tokens"), (.delete, "/api/tokens/\(named.id)"),
            ] {
                let answer = try await server.send(method, path, [.bearer(login.token)])
                #expect(answer.status == 401)
                #expect(answer.code == "revoked")
            }
            for token in [login, named] {
                #expect(try await server.house.isRevoked(token.token, at: server.now))
            }
            #expect(try await server.send(.get, "/api/tokens", [bystander]).status == 200)
        }
    }

    @Test("a browser's session, codes, refresh tokens, access tokens and what a device waits for")
    func flows() async throws {
        try await TestServer.run { server async throws in
            let grant = "urn:ietf:params:oauth:grant-type:device_code"
            let client = try await TestClient(server) { $0.grantTypes = ["authorization_code", "refresh_token", grant] }
            let browser = TestBrowser(server)
            let tokens = try await client.redeem(client.code(scope: "openid offline_access notes:read", in: browser))
            let (access, code) = (try #require(tokens["access_token"]), try await client.code(in: browser))
            let device = try await client.ask([("scope", "notes:read")], at: "/oauth/device_authorization")
            try await browser.get("/device")
            try await browser.post("/device", browser.hidden + [("user_code", device["user_code"] ?? "")])
            try await browser.post("/device", browser.hidden + [("decision", "allow")])
            try await server.house.authority.accounts.disable(Username("ana"), at: server.now)

            #expect(try await server.house.isRevoked(access, at: server.now))
            #expect(try await server.send(.get, "/oauth/userinfo", [.bearer(access)]).status == 401)
            #expect(try await browser.get("/account/apps").status == 303)
            let come = [(name: "grant_type", value: grant), ("device_code", device["device_code"] ?? "")]
            for answer in [
                try await client.refresh(try #require(tokens["refresh_token"])), try await client.redeem(code),
                try await client.ask(come),
            ] { #expect(answer["error"] == "invalid_grant" && answer["access_token"] == nil, "\(answer.text)") }
            let again = TestBrowser(server)
            try await again.signIn()
            #expect(again.page.status == 401)
        }
    }
}
