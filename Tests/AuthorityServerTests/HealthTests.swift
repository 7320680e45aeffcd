// Whether it lives and can work: /healthz and /readyz.

import HTTPTypes
import Support
import Testing

@Suite("Health")
struct HealthTests {
    @Test("both answer, and nobody keeps the answer", arguments: [("/healthz", "ok\n"), ("/readyz", "ready\n")])
    func well(path: String, text: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, path)
            #expect(answer.status == 200)
            #expect(answer.text == text)
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
        }
    }

    @Test("without its database it lives and is not ready, and says why to the log only")
    func broken() async throws {
        try await TestServer.run { server async throws in
            try server.house.breakDatabase()
            #expect(try await server.send(.get, "/healthz").status == 200)
            let answer = try await server.send(.get, "/readyz")
            #expect(answer.status == 503)
            #expect(answer.text == "not ready\n")
            #expect(answer.header("Retry-After") == "5")
            #expect(server.log.text.contains("the database is closed"))

            let failed = try await server.token()
            #expect(failed.status == 500)
            #expect(failed.code == "server_error")
            #expect(!failed.text.contains("closed"))
            #expect(!server.log.text.contains(TestAuthority.anasPassword))
        }
    }
}
