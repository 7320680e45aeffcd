// A27: an assertion that was seen on its way is sent again, later and at the same moment.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A27 replay of client assertions")
struct A27AssertionReplay {
    @Test("of fifty at once one passes, on a real file; afterwards none does, until it is over", arguments: [TestDatabase.memory, .file])
    func replay(kind: TestDatabase) async throws {
        try await TestServer.run(on: kind) { server async throws in
            let asserter = try TestAsserter()
            let client = try await TestClient(server, asserter: asserter)
            let assertion = try asserter.assertion(client.id, at: server.now)
            let form = FormParameters.text(asserter.parameters(assertion) + [("token", "x")])
            func status() async throws -> Int {
                try await server.send(.post, "/oauth/revoke", body: form, type: "application/x-www-form-urlencoded").status
            }
            let passed = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 { group.addTask { try await status() } }
                return try await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
            }
            #expect(passed == 1)
            for seconds in [0, 59, 1, 60] {
                server.wait(seconds)
                #expect(try await status() == 401)
            }
            // The same jti of another client is another one.
            let other = try await TestClient(server, asserter: asserter)
            for (id, expected) in [(client.id, 200), (other.id, 200), (client.id, 401)] {
                let same = try asserter.assertion(id, at: server.now, ["jti": "\"same\""])
                let answer = try await server.send(
                    .post, "/oauth/revoke", body: FormParameters.text(asserter.parameters(same) + [("token", "x")]),
                    type: "application/x-www-form-urlencoded")
                #expect(answer.status == expected)
            }
        }
    }
}
