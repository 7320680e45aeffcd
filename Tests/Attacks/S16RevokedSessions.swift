// S16: a session or a named token that is taken back is dead at the API at once, and on the list that verifiers read.

import HTTPTypes
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
}
