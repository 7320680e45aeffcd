// Browsers are told to stay encrypted where that is this server's to say (RFC 6797).

import HTTPTypes
import Support
import Testing

@Suite("Strict transport")
struct StrictTransportTests {
    @Test("every answer says it, also a refusal")
    func everyAnswer() async throws {
        try await TestServer.run(endsTLS: true) { server async throws in
            for (method, path, status) in [
                (.get, "/healthz", 200), (.get, "/login", 200), (.get, "/nothing", 404),
                (.get, "/api/tokens", 401),
                (.post, "/oauth/token", 415), (.post, "/status/lists", 405), (.get, "/oauth/authorize", 400),
                (.get, "/account/apps", 303),
            ] as [(HTTPRequest.Method, String, Int)] {
                let answer = try await server.send(method, path)
                #expect(answer.status == status, "\(path)")
                #expect(answer.header("Strict-Transport-Security") == "max-age=31536000", "\(path)")
            }
        }
    }

    @Test(
        "it is not said by a server that does not encrypt, nor for a proxy, nor for all that is on this machine",
        arguments: [
            ("https://auth.example.com", false, false), ("https://auth.example.com", true, true),
            ("https://localhost:8443", false, true), ("http://localhost:8080", false, false),
        ]
    )
    func elsewhere(issuer: String, behindProxy: Bool, endsTLS: Bool) async throws {
        try await TestServer.run(issuer: issuer, behindProxy: behindProxy, endsTLS: endsTLS) {
            server async throws in
            #expect(try await server.send(.get, "/healthz").header("Strict-Transport-Security") == nil)
        }
    }
}
