// The home page: what it says, and that nothing can run in it.

import AuthorityServer
import HTTPTypes
import Support
import Testing

@Suite("Home page")
struct HomePageTests {
    @Test("it shows the lines to try, and says that anyone can read a token")
    func page() async throws {
        let sample = SampleLines(username: "dev", url: "https://auth.example.com/dev/api/me")
        try await TestServer.run(sample: sample) { server async throws in
            let answer = try await server.send(.get, "/")
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
            for text in [
                "curl -s -u dev -X POST https://auth.example.com/api/tokens",
                "https://auth.example.com/dev/api/me", "Anyone can read a token", "no secret belongs in one",
            ] {
                #expect(answer.text.contains(text), "\(text)")
            }
            #expect(!answer.text.lowercased().contains("<script"))
        }
    }

    @Test("no script, no frame, nothing from elsewhere")
    func headers() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/")
            let policy = try #require(answer.header("Content-Security-Policy"))
            for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"] {
                #expect(policy.contains(part), "\(part)")
            }
            #expect(!policy.contains("script-src"))
            #expect(answer.header("X-Frame-Options") == "DENY")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Referrer-Policy") == "no-referrer")
        }
    }

    @Test("what settings say is escaped")
    func escaped() async throws {
        let sample = SampleLines(username: "<b>\"'&", url: "\"><script>alert(1)</script>\u{301}")
        try await TestServer.run(issuer: "https://auth.example.com/<i>'\"&", sample: sample) { server async throws in
            let answer = try await server.send(.get, "/%3Ci%3E'%22&")
            let page = answer.status == 200 ? answer : try await server.send(.get, "/<i>'\"&")
            #expect(page.status == 200)
            for text in ["<script", "<b>", "<i>", "'\"&\""] { #expect(!page.text.contains(text), "\(text)") }
            #expect(page.text.contains("&lt;b&gt;&quot;&#39;&amp;"))
            #expect(page.text.contains("https://auth.example.com/&lt;i&gt;&#39;&quot;&amp;"))
        }
    }
}
