// The plain listener: it sends readers to the issuer, and takes nothing in.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Listening
import Testing

@Suite("The plain listener")
struct RedirectTests {
    private func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: HTTPFields = [:],
        origin: String? = "https://auth.example.com"
    ) async throws -> TestResponse {
        try await Application(responder: RedirectToIssuer { origin }).test(.router) {
            try await $0.executeRequest(uri: path, method: method, headers: fields, body: nil)
        }
    }

    @Test(
        "a reader is sent to the same path of the issuer, whatever host it asked for",
        arguments: [
            ("/", "/"), ("/a/b?c=d&e=%0d%0a", "/a/b?c=d&e=%0d%0a"),
            ("//elsewhere.example/x", "//elsewhere.example/x"),
            ("/%2e%2e/x", "/%2e%2e/x"), ("/login?to=/account", "/login?to=/account"),
        ]
    )
    func redirects(path: String, to: String) async throws {
        for method in [HTTPRequest.Method.get, .head] {
            let answer = try await ask(method, path, [HTTPField.Name("X-Forwarded-Host")!: "evil.example"])
            #expect(answer.status == .movedPermanently)
            #expect(answer.headers[.location] == "https://auth.example.com" + to)
            #expect(answer.headers[.strictTransportSecurity] == nil)
        }
    }

    @Test(
        "a path that would change the host is refused",
        arguments: ["@evil.example/", ".evil.example/", "*", ":80@evil.example"])
    func otherHosts(path: String) async throws {
        let answer = try await ask(.get, path)
        let place = answer.headers[.location]
        #expect(place == nil || place?.hasPrefix("https://auth.example.com/") == true, "\(path)")
    }

    @Test(
        "what is sent is refused, for it could be read",
        arguments: [.post, .put, .delete, .patch, .options] as [HTTPRequest.Method])
    func sent(method: HTTPRequest.Method) async throws {
        let answer = try await ask(method, "/oauth/token")
        #expect(answer.status == .forbidden)
        #expect(answer.headers[.location] == nil)
        #expect(String(buffer: answer.body).contains("not encrypted"))
    }

    @Test("so is a token in a header, even to be read with")
    func token() async throws {
        let answer = try await ask(.get, "/oauth/userinfo", [.authorization: "Bearer abc"])
        #expect(answer.status == .forbidden)
        #expect(!String(buffer: answer.body).contains("abc"))
    }

    @Test("before the issuer is known there is nowhere to go")
    func early() async throws { #expect(try await ask(.get, "/", origin: nil).status == .serviceUnavailable) }
}
