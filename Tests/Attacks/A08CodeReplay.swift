// A08: a code that was redeemed is redeemed again, by who has all that belongs to it and by who has not.

import Support
import Testing

@Suite("A08 code replay")
struct A08CodeReplay {
    @Test("a second use that is right ends the tokens of the first; one that is wrong in anything ends nothing")
    func replay() async throws {
        try await TestServer.run { server async throws in
            let (client, other) = (try await TestClient(server), try await TestClient(server))
            let code = try await client.code()
            let access = try #require(try await client.redeem(code)["access_token"])
            let wrong: [[String: String?]] = [
                ["code_verifier": String(repeating: "x", count: 43)], ["code_verifier": nil],
                ["redirect_uri": "https://client.example/other"],
            ]
            for changes in wrong {
                #expect(try await client.redeem(code, changes)["error"] == "invalid_grant")
                #expect(try await !server.house.isRevoked(access), "\(changes)")
            }
            #expect(try await other.redeem(code)["error"] == "invalid_grant")
            #expect(try await !server.house.isRevoked(access))
            #expect(try await client.redeem(code)["error"] == "invalid_grant")
            #expect(try await server.house.isRevoked(access))
        }
    }
}
