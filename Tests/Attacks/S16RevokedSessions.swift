// S16: a session or a named token that is taken back is dead at the API at once, and on the list that verifiers read.

import Authority
import HTTPTypes
import Records
import Support
import Testing

@Suite("S16 list and take back")
struct S16RevokedSessions {
    @Test("one of three sessions ends, and its tokens for other audiences with it")
    func sessions() async throws {
        try await TestServer.run { server async throws in
            let issuer = #"{"audience":"https://auth.example.com"}"#
            var logins: [TestAnswer] = []
            for _ in 0..<3 { logins.append(try await server.token(issuer)) }
            let lost = HTTPField.bearer(try #require(logins[1]["token"]))
            let derived = try #require(try await server.token("{}", as: lost)["token"])

            let id = try #require(logins[1]["id"])
            let mine = HTTPField.bearer(try #require(logins[0]["token"]))
            #expect(try await server.send(.delete, "/api/tokens/\(id)", [mine]).status == 204)
            #expect(try await server.send(.get, "/api/tokens", [lost]).code == "revoked")
            #expect(try await server.house.isRevoked(derived))
            for number in [0, 2] {
                let token = try #require(logins[number]["token"])
                #expect(try await server.send(.get, "/api/tokens", [.bearer(token)]).status == 200)
                #expect(try await !server.house.isRevoked(token))
            }
        }
    }

    @Test("a browser's session is seen and ended by itself, with what was allowed in it; another browser stays signed in")
    func browsers() async throws {
        try await TestServer.run { server async throws in
            let (client, desk) = (try await TestClient(server), server.house.authority.sessions)
            let (lost, kept) = (TestBrowser(server), TestBrowser(server))
            try await kept.signIn()
            let known = Set(try await desk.live(of: server.house.ana, at: server.now).map(\.id))
            let tokens = try await client.redeem(client.code(in: lost))
            let new = try await desk.live(of: server.house.ana, at: server.now).filter { !known.contains($0.id) }
            #expect(known.count == 1 && new.count == 1)
            try await desk.end(new[0], at: server.now)
            #expect(try await lost.get("/account/apps").status == 303)
            #expect(try await server.house.isRevoked(try #require(tokens["access_token"]), at: server.now))
            #expect(try await client.refresh(try #require(tokens["refresh_token"]))["error"] == "invalid_grant")
            #expect(try await kept.get("/account/apps").status == 200)
        }
    }
}
