// S20: text from a request in an answer: never as HTML, never as a header of its own, and cut.

import HTTPTypes
import Support
import Testing

@Suite("S20 reflected text")
struct S20ReflectedText {
    static let payloads = [
        "<script>alert(1)</script>", "\\\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "${7*7}{{7*7}}",
        "x\\r\\nSet-Cookie: a=b", "\\u2028\\u202e", "\\u0000",
    ]

    @Test("what an error repeats is a JSON text that no browser runs", arguments: payloads)
    func problems(payload: String) async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            for body in [
                #"{"\#(payload)":1}"#, #"{"scopes":["\#(payload)"]}"#, #"{"audience":"\#(payload)"}"#,
                #"{"name":"\#(payload)\n"}"#,
            ] {
                let answer = try await server.token(body, as: login)
                #expect(answer.status == 400)
                #expect(answer.header("Content-Type") == "application/problem+json")
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
                #expect(answer.header("Set-Cookie") == nil)
                #expect(answer.json != nil)
            }
        }
    }

    @Test("paths and queries are repeated nowhere", arguments: ["/<script>", "/api/tokens/<script>", "/status/<script>"])
    func paths(path: String) async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            for method in [HTTPRequest.Method.get, .delete] {
                let answer = try await server.send(method, path, [login])
                // A list is read and nothing else, whatever its name.
                let isList = method == .delete && path.utf8.starts(with: "/status/".utf8)
                #expect(answer.status == (isList ? 405 : 404))
                #expect(!answer.text.contains("<script"))
            }
            #expect(try await !server.send(.get, "/?q=<script>").text.contains("<script"))
        }
    }

    @Test("the page forbids whatever it does not need")
    func policy() async throws {
        try await TestServer.run { server async throws in
            let policy = try await server.send(.get, "/").header("Content-Security-Policy")
            #expect(policy?.contains("default-src 'none'") == true)
            #expect(policy?.contains("frame-ancestors 'none'") == true)
        }
    }
}
