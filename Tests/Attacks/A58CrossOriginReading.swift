// A58: no page of another site reads the API, with or without a preflight; public documents go without credentials.

import HTTPTypes
import Support
import Testing

@Suite("A58 cross-origin reading")
struct A58CrossOriginReading {
    static let headers = [
        "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",
    ]

    @Test(
        "the API never allows an origin",
        arguments: [
            "https://evil.example", "https://auth.example.com", "null", "https://auth.example.com.evil.example",
        ])
    func closed(origin: String) async throws {
        try await TestServer.run { server async throws in
            for (method, path) in [
                (HTTPRequest.Method.options, "/api/tokens"), (.post, "/api/tokens"), (.get, "/api/tokens"),
                (.delete, "/api/tokens/tok_1"), (.options, "/api/password"), (.post, "/api/password"),
            ] {
                let fields: [HTTPField] = [
                    .field("Origin", origin), .field("Access-Control-Request-Method", "POST"),
                    .field("Access-Control-Request-Headers", "authorization, content-type"),
                ]
                let answer = try await server.send(method, path, fields)
                #expect(answer.status >= 400)
                for name in Self.headers { #expect(answer.header(name) == nil, "\(method) \(path): \(name)") }
            }
        }
    }

    @Test(
        "documents are for everyone, and never with credentials",
        arguments: [
            "/.well-known/jwks.json", "/.well-known/oauth-authorization-server", "/status/1",
        ])
    func documents(path: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.login()
            let answer = try await server.send(.get, path, [.field("Origin", "https://app.example")])
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
        }
    }
}
