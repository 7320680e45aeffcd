// A09: one code is redeemed by many requests at the same moment.

import Support
import Testing

@Suite("A09 code race")
struct A09CodeRace {
    @Test("of fifty one has tokens, and the others end them", arguments: [TestDatabase.memory, .file])
    func race(kind: TestDatabase) async throws {
        try await TestServer.run(on: kind) { server async throws in
            let client = try await TestClient(server)
            let code = try await client.code()
            let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
                for _ in 0..<50 { group.addTask { try await client.redeem(code) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let good = answers.filter { $0.status == 200 }
            #expect(good.count == 1)
            #expect(answers.filter { $0["error"] == "invalid_grant" }.count == 49)
            #expect(try await server.house.isRevoked(try #require(good.first?["access_token"])))
        }
    }
}
