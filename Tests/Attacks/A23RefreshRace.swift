// A23: one refresh token is used by many requests at the same moment.

import SQL
import Support
import Testing

@Suite("A23 refresh race")
struct A23RefreshRace {
    @Test("fifty at once have the same successor, and one generation is made", arguments: [TestDatabase.memory, .file])
    func race(kind: TestDatabase) async throws {
        try await TestServer.run(on: kind) { server async throws in
            let client = try await TestClient(server)
            let old = try #require(try await client.redeem(client.code())["refresh_token"])
            let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
                for _ in 0..<50 { group.addTask { try await client.refresh(old) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(Set(answers.compactMap { $0["refresh_token"] }).count == 1)
            let generations = try await server.house.database.read { db in
                try db.query("SELECT generation FROM authorizations").map { try $0.integer("generation") }
            }
            #expect(generations == [2])
        }
    }
}
