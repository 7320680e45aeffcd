// The inspector's page and files: that nothing from elsewhere can run in it, and that it can send a token nowhere.

import AuthorityServer
import HTTPTypes
import Support
import Testing

@Suite("Inspector")
struct InspectPageTests {
    static let files = [
        "inspect.css", "inspect.js", "checks.js", "issuer.js", "json.js", "token.js", "words.js",
    ]

    @Test("the page names its issuer, and says that it needs JavaScript and sends nothing")
    func page() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/inspect")
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
            for text in [
                "data-issuer=\"https://auth.example.com\"", "<noscript>", "This page needs JavaScript",
                "not even to this server", "autocomplete=\"off\"", "aria-live=\"polite\"", "<label for=\"token\">",
            ] {
                #expect(answer.text.contains(text), "\(text)")
            }
        }
    }

    @Test("no form, no inline script or style, nothing from elsewhere")
    func markup() async throws {
        try await TestServer.run { server async throws in
            let text = try await server.send(.get, "/inspect").text
            #expect(!text.contains("<form") && !text.contains("<style") && !text.contains("style="))
            #expect(text.components(of: "<script") == 1)
            #expect(text.contains("<script type=\"module\" src=\"inspect/inspect.js\"></script>"))
            #expect(text.components(of: "//") == text.components(of: "https://auth.example.com"))
            for handler in [" onerror=", " onclick=", " onload=", "javascript:"] {
                #expect(!text.contains(handler), "\(handler)")
            }
        }
    }

    @Test("the headers allow scripts and requests of this server alone")
    func headers() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/inspect")
            let policy = try #require(answer.header("Content-Security-Policy"))
            #expect(
                policy.split(separator: "; ") == [
                    "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
                    "img-src data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
                    "require-trusted-types-for 'script'", "trusted-types 'none'",
                ]
            )
            for (name, value) in [
                ("X-Frame-Options", "DENY"), ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
            ] {
                #expect(answer.header(name) == value, "\(name)")
            }
        }
    }

    @Test("each file is served as what it is, and to this site alone", arguments: files)
    func file(name: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/inspect/\(name)")
            let type = name.hasSuffix(".css") ? "text/css" : "text/javascript"
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "\(type); charset=utf-8")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
            #expect(answer.header("Cache-Control") == "no-store")
        }
    }

    @Test(
        "no file names another place, makes HTML of text, or keeps anything",
        arguments: files
    )
    func content(name: String) async throws {
        try await TestServer.run { server async throws in
            let text = try await server.send(.get, "/inspect/\(name)").text
            for word in [
                "http:", "https:", "@import", "url(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write",
                "eval(", "Function(", "localStorage", "sessionStorage", "indexedDB", "cookie", "sendBeacon",
                "XMLHttpRequest", "WebSocket", "postMessage", "location",
            ] {
                #expect(!text.contains(word), "\(name): \(word)")
            }
            let calls = name == "issuer.js" ? 1 : 0
            #expect(text.components(of: "fetch(") == calls, "requests are made in one place")
        }
    }

    @Test("every file that a file imports is one that is served")
    func imports() async throws {
        try await TestServer.run { server async throws in
            for name in InspectPageTests.files where name.hasSuffix(".js") {
                let text = try await server.send(.get, "/inspect/\(name)").text
                let imported = text.split(separator: "\n").filter { $0.hasPrefix("import ") }
                for line in imported {
                    let file = line.split(separator: "\"").dropFirst().first.map(String.init) ?? ""
                    #expect(InspectPageTests.files.contains { "./\($0)" == file }, "\(name): \(line)")
                }
            }
        }
    }

    @Test(
        "only GET, only these files, and never a token in the query",
        arguments: [
            (HTTPRequest.Method.post, "/inspect", 404), (.put, "/inspect/inspect.js", 404),
            (.get, "/inspect/other.js", 404), (.get, "/inspect/..%2Finspect.js", 404),
            (.get, "/inspect?token=eyJhbGciOiJFUzI1NiJ9.e30.AAAA", 400),
            (.get, "/inspect/inspect.js?access_token=x", 400),
        ]
    )
    func refused(method: HTTPRequest.Method, path: String, status: Int) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.send(method, path).status == status)
        }
    }

    @Test("under an issuer with a path, the page and its files stand below it")
    func path() async throws {
        try await TestServer.run(issuer: "https://example.com/auth") { server async throws in
            let page = try await server.send(.get, "/auth/inspect")
            #expect(page.status == 200 && page.text.contains("data-issuer=\"https://example.com/auth\""))
            #expect(try await server.send(.get, "/auth/inspect/inspect.js").status == 200)
            #expect(try await server.send(.get, "/inspect").status == 404)
        }
    }

    @Test("the home page leads to it")
    func linked() async throws {
        try await TestServer.run { server async throws in
            let home = try await server.send(.get, "/").text
            #expect(home.contains("href=\"https://auth.example.com/inspect\""))
        }
    }
}

extension String {
    /// How often another text stands in this one.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
