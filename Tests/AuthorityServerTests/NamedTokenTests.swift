// The API is shut to named tokens on every route, whatever else is wrong with them.

import Authority
import HTTPTypes
import Support
import Testing

@Suite("Named tokens at the API")
struct NamedTokenTests {
    @Test("shut on all four routes, live, revoked or expired")
    func shut() async throws {
        try await TestServer.run { server async throws in
            let live = try await server.house.named(at: server.now)
            let revoked = try await server.house.named(at: server.now)
            try await server.house.authority.tokens.takeBack(revoked.id, of: server.house.ana, at: server.now)
            let expired = try await server.house.named("ana", "old", expiresIn: 1, at: server.now - 100)
            for token in [live, revoked, expired] {
                let routes: [(HTTPRequest.Method, String, String?)] = [
                    (.post, "/api/tokens", nil), (.post, "/api/tokens", #"{"name":"more"}"#),
                    (.post, "/api/tokens", #"{"audience":"https://auth.example.com"}"#),
                    (.get, "/api/tokens", nil), (.delete, "/api/tokens/\(live.id)", nil),
                    (.post, "/api/password", ChangePasswordTests.body),
                ]
                for (method, path, body) in routes {
                    let answer = try await server.send(method, path, [.bearer(token.token)], body: body)
                    #expect(answer.status == 403, "\(method) \(path)")
                    #expect(answer.code == "named_token_not_allowed")
                    #expect(answer["detail"]?.contains("sign in with the password") == true)
                }
            }
            #expect(try await !server.house.isRevoked(live.token, at: server.now))
            #expect(try await server.house.count("named_tokens") == 3)
            #expect(try await server.house.count("sessions") == 0)
        }
    }
}
