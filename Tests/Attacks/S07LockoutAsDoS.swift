// S07: a stranger's guesses do not lock the owner out.

import HTTPTypes
import Support
import Testing

@Suite("S07 lockout as denial of service")
struct S07LockoutAsDoS {
    @Test("the owner signs in from elsewhere while a stranger is blocked")
    func owner() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            let stranger = HTTPField.field("X-Forwarded-For", "203.0.113.9")
            let home = HTTPField.field("X-Forwarded-For", "192.0.2.7")
            var last: TestAnswer?
            for _ in 1...6 {
                last = try await server.send(.post, "/api/tokens", [stranger, .basic("ana", "wrong")])
            }
            #expect(last?.status == 429)
            #expect(try await server.send(.post, "/api/tokens", [home, .ana]).status == 201)
            // That did not let the stranger in again.
            let after = try await server.send(.post, "/api/tokens", [stranger, .basic("ana", "wrong")])
            #expect(after.code == "too_many_attempts")
        }
    }

    @Test("a login token and named tokens work on while the password is blocked")
    func tokens() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            for _ in 1...6 { _ = try await server.token("{}", as: .basic("ana", "wrong")) }
            #expect(try await server.token().status == 429)
            #expect(try await server.token(#"{"name":"laptop"}"#, as: login).status == 201)
        }
    }
}
