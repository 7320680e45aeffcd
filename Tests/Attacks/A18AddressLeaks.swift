// A18: what stands in an address of ours reaches another site by a referrer, by a resource of theirs, or by a cache.

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A18 leaks by referrer and history")
struct A18AddressLeaks {
    /// Every kind of page, and the redirects between them.
    private func answers(_ server: TestServer) async throws -> [(path: String, answer: TestAnswer)] {
        let client = try await TestClient(server) {
            $0.siteURL = "https://client.example/"
            $0.logoURL = "https://client.example/logo.png"
            $0.policyURL = "https://client.example/policy"
        }
        let browser = TestBrowser(server)
        let query = FormParameters.text(client.parameters())
        var answers: [(String, TestAnswer)] = []
        func get(_ path: String) async throws { answers.append((path, try await browser.get(path))) }
        for path in ["/oauth/authorize?\(query)", "/login?to=/account", "/device", "/oauth/logout"] { try await get(path) }
        try await browser.signIn()
        answers.append(("POST /login", browser.page))
        for path in [
            "/oauth/authorize?\(query)", "/oauth/authorize?\(query)&redirect_uri=x", "/oauth/authorize",
            "/oauth/authorize?\(FormParameters.text(client.parameters(["prompt": "none", "response_mode": "form_post"])))",
            "/oauth/authorize?\(FormParameters.text(client.parameters(["max_age": "x"])))", "/account", "/account/apps",
            "/account/tokens", "/device?user_code=BBBB-BBBB", "/oauth/logout?client_id=\(client.id)",
        ] { try await get(path) }
        try await browser.get("/oauth/authorize?\(query)")
        answers.append(("POST /consent", try await browser.post("/consent", browser.hidden + [("decision", "allow")])))
        return answers
    }

    @Test("no page tells another site its address, and nobody keeps it")
    func headers() async throws {
        try await TestServer.run { server async throws in
            let answers = try await answers(server)
            #expect(answers.count > 14 && answers.contains { $0.answer.header("Location")?.contains("code=") ?? false })
            for (path, answer) in answers {
                // With "no-referrer" a browser would call the origin of our own forms null.
                #expect(["same-origin", "no-referrer"].contains(answer.header("Referrer-Policy")), "\(path)")
                #expect(answer.header("Cache-Control") == "no-store", "\(path)")
            }
        }
    }

    @Test("no page loads anything from elsewhere, and its policy lets it load nothing")
    func resources() async throws {
        try await TestServer.run { server async throws in
            for (path, answer) in try await answers(server) where answer.status != 303 {
                let policy = try #require(answer.header("Content-Security-Policy"), "\(path)")
                #expect(policy.contains("default-src 'none'") && !policy.contains("http"), "\(path)")
                for match in answer.text.matches(of: /<(\w+)[^>]*?\s(src|srcset|href|data|poster)="([^"]*)"/) {
                    let isOwn = match.3.hasPrefix("/") && !match.3.hasPrefix("//") || match.3.hasPrefix("data:,")
                    #expect(isOwn || match.1 == "a", "\(path): \(match.0)")
                }
                #expect(!answer.text.contains("<iframe") && !answer.text.contains("@import"), "\(path)")
            }
        }
    }
}
