// A11: a code that somebody finds a minute later, in a log or a history.

import Support
import Testing

@Suite("A11 code lifetime")
struct A11CodeLifetime {
    @Test("a code is good for less than a minute", arguments: [(0, true), (59, true), (60, false), (61, false), (3_600, false)])
    func lifetime(seconds: Int, isGood: Bool) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let code = try await client.code()
            server.wait(seconds)
            let answer = try await client.redeem(code)
            #expect((answer.status == 200) == isGood)
            #expect(isGood || answer["error"] == "invalid_grant" && answer["access_token"] == nil)
        }
    }

    @Test("what a code gave outlives it; a replay is one, however late, and ends that")
    func after() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let code = try await client.code()
            let tokens = try await client.redeem(code)
            server.wait(61)
            #expect(try await !server.house.isRevoked(try #require(tokens["access_token"]), at: server.now))
            #expect(try await client.redeem(code)["error"] == "invalid_grant")
            #expect(try await server.house.isRevoked(try #require(tokens["access_token"]), at: server.now))
        }
    }
}
