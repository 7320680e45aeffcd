// A22: a refresh token that was replaced comes back.

import Support
import Testing

@Suite("A22 refresh replay")
struct A22RefreshReplay {
    @Test("after the grace the family is over; within it nothing is made twice; a token from further back ends it at once")
    func replay() async throws {
        try await TestServer.run { server async throws in
            for (seconds, generations, ends) in [(30, 1, false), (31, 1, true), (0, 2, true)] {
                let client = try await TestClient(server)
                let old = try #require(try await client.redeem(client.code())["refresh_token"])
                var last = try await client.refresh(old)
                for _ in 1..<generations { last = try await client.refresh(try #require(last["refresh_token"])) }
                let (token, access) = (try #require(last["refresh_token"]), try #require(last["access_token"]))
                server.wait(seconds)
                let again = try await client.refresh(old)
                #expect((again["error"] == "invalid_grant") == ends)
                if !ends { #expect(again["refresh_token"] == token) }
                #expect(try await server.house.isRevoked(access, at: server.now) == ends)
                #expect(try await (client.refresh(token).status == 200) == !ends)
            }
        }
    }
}
