// An offer to speak another protocol: the request is answered, and the connection ends, whatever the answer is.

import HTTPTypes
import Support
import Testing

@Suite("Declined upgrades")
struct DeclineUpgradeTests {
    @Test(
        "the connection ends where an upgrade was offered, and nowhere else",
        arguments: [("/healthz", 200), ("/.well-known/jwks.json", 200), ("/nowhere", 404)])
    func closes(path: String, status: Int) async throws {
        try await TestServer.run { server async throws in
            let offer = HTTPField.field("Upgrade", "h2c")
            let declined = try await server.send(.get, path, [offer])
            #expect(declined.status == status)
            #expect(declined.header("Connection") == "close")
            #expect(try await server.send(.get, path).header("Connection") == nil)
        }
    }
}
