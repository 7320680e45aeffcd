// A58: no page of another site reads the API, with or without a preflight; public documents go without credentials.

import HTTPTypes
import OAuth
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

    @Test(
        "the token endpoint answers no script but those of registered browser apps",
        arguments: [
            "https://evil.example", "null", "http://client.example", "https://client.example:444",
            "https://client.example.evil.example", "https://CLIENT.example", "https://client.example/", "*",
            "https://server.example",
        ])
    func strangers(origin: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await TestClient(server) { $0.authentication = "none" }
            // A client that keeps a secret does not run in a browser.
            _ = try await TestClient(server) { $0.redirectURIs = ["https://server.example/callback"] }
            for path in ["/oauth/token", "/oauth/userinfo", "/oauth/revoke"] {
                for method in [HTTPRequest.Method.options, .post] {
                    let answer = try await server.send(
                        method, path, [.field("Origin", origin), .field("Access-Control-Request-Method", "POST")])
                    #expect(answer.status == 403, "\(method) \(path)")
                    for name in Self.headers { #expect(answer.header(name) == nil, "\(method) \(path): \(name)") }
                }
            }
        }
    }

    @Test(
        "registered browser apps read neither pages nor what is for programs alone",
        arguments: [
            "/oauth/authorize", "/oauth/introspect", "/oauth/device_authorization", "/login", "/session",
            "/api/tokens",
        ])
    func elsewhere(path: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await TestClient(server) { $0.authentication = "none" }
            for method in [HTTPRequest.Method.options, .get, .post] {
                let answer = try await server.send(method, path, [.field("Origin", TestClient.origin)])
                for name in Self.headers { #expect(answer.header(name) == nil, "\(method) \(path): \(name)") }
            }
        }
    }
}
