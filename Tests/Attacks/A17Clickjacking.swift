// A17: a page of ours in a frame of another site, where a click is led astray.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A17 clickjacking")
struct A17Clickjacking {
    @Test("sign-in, consent, errors and accounts let nobody frame them, and tell nobody where one came from")
    func frames() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            var pages = [try await browser.get("/login")]
            try await browser.signIn()
            for path in [
                "/oauth/authorize?\(FormParameters.text(client.parameters()))",
                "/oauth/authorize?\(FormParameters.text(client.parameters(["redirect_uri": "https://evil.example/"])))",
                "/oauth/authorize?\(FormParameters.text(client.parameters(["prompt": "none", "response_mode": "form_post"])))",
                "/account/apps", "/account/tokens",
            ] {
                pages.append(try await browser.get(path))
            }
            for page in pages {
                #expect(page.header("Content-Security-Policy")?.contains("frame-ancestors 'none'") ?? false)
                #expect(page.header("X-Frame-Options") == "DENY" && page.header("Referrer-Policy") == "same-origin")
                #expect(page.header("Cache-Control") == "no-store")
            }
        }
    }
}
