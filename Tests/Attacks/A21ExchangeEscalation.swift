// A21: an exchange that would give more than the token that is shown: wider scopes, a longer life, another API, another person.

import Authority
import JOSE
import OAuth
import Records
import Support
import Testing

@Suite("A21 escalation by exchange")
struct A21ExchangeEscalation {
    static let now = TestAuthority.now
    static let api = TestAuthority.api

    /// A login token of ana for the API, with one scope of the four that she holds.
    private static func login(_ server: TestServer) async throws -> String {
        let caller = try await server.house.authority.accounts.vouch(for: Username("ana"))
        return try await server.house.authority.tokens.issue(
            TokenRequest(scopes: ["notes:read"]), to: caller, at: server.now
        ).token
    }

    @Test("a scope that the person holds and the token lacks is not given, at once, one by one, or in a second exchange")
    func scopes() async throws {
        try await TestServer.run { server async throws in
            // What the client itself holds is nothing that it may add.
            let client = try await TestClient.exchanger(server)
            _ = try await server.house.authority.clients.grant(nil, of: nil, to: client.id)
            var token = try await Self.login(server)
            for _ in 0..<3 {
                for wider in ["notes:write", "notes:read notes:write", "tasks:read", "openid", "offline_access", "*"] {
                    let answer = try await client.exchange(token, ["scope": wider])
                    #expect(answer.status == 400 && answer["error"] == "invalid_scope", "\(wider)")
                }
                let given = try await client.exchange(token)
                #expect(given["scope"] == "notes:read")
                token = try #require(given["access_token"])
            }
        }
    }

    @Test("a life is not made longer by exchanging again and again")
    func life() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient.exchanger(server)
            var token = try await Self.login(server)
            for _ in 0..<4 {
                token = try #require(try await client.exchange(token, ["expires_in": "86400"])["access_token"])
                #expect(try server.house.verified(token, at: server.now).expiresAt == Self.now + 600)
                server.wait(100)
            }
            server.wait(200)
            #expect(try await client.exchange(token)["error"] == "invalid_request")
        }
    }

    @Test("neither another API nor another person comes out, whatever the parameters say")
    func others() async throws {
        try await TestServer.run { server async throws in
            let house = server.house
            try await house.addAPI("urn:other")
            _ = try await house.authority.apis.grant(nil, of: "urn:other", to: house.ana)
            let client = try await TestClient.exchanger(server, guarding: [Self.api, "urn:other"]) {
                $0.isFirstParty = true
            }
            let token = try await Self.login(server)
            for audience in ["urn:other", house.issuer.value, house.issuer.url("/oauth/userinfo"), client.id] {
                #expect(try await client.exchange(token, ["audience": audience])["error"] == "invalid_target")
            }
            let answer = try await client.exchange(
                token, ["subject": "usr_ben", "sub": "usr_ben", "username": "ben", "client_id": client.id])
            let given = try house.verified(try #require(answer["access_token"]))
            #expect(given.subject == "usr_ana" && given.audience == [Self.api])
        }
    }
}
