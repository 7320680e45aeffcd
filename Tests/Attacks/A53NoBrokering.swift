// A53: another person's sign-in at a third party is joined to one's own session; here nobody signs in by a third party at all.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A53 mixed-up sign-ins by third parties")
struct A53NoBrokering {
    @Test(
        "there is no address at which a third party's answer would be taken, with a session or without",
        arguments: [
            "/callback", "/login/callback", "/oauth/callback", "/auth/callback", "/oauth2/callback", "/signin-oidc",
            "/broker/google/endpoint", "/federation/callback", "/saml/acs", "/account/link", "/oauth/link", "/login/google",
        ])
    func callbacks(path: String) async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            for signsIn in [false, true] {
                if signsIn { try await browser.signIn() }
                let cookie = browser.cookie
                #expect(try await browser.get("\(path)?code=x&state=y&iss=https://evil.example").status == 404)
                #expect(try await browser.post(path, [("code", "x"), ("state", "y"), ("id_token", "z")]).status == 404)
                #expect(browser.cookie == cookie)
            }
        }
    }

    @Test("a sign-in page leads to no other site, and takes no answer of one")
    func page() async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            let page = try await browser.get("/login?code=x&state=y&id_token=z")
            #expect(page.status == 200 && page.header("Location") == nil)
            #expect(!page.text.contains("href=\"http") && !page.text.contains("action=\"http"))
            for name in ["assertion", "id_token", "code", "SAMLResponse"] {
                try await browser.get("/login")
                try await browser.post("/login", browser.hidden + [(name, "x")])
                #expect(browser.page.status >= 400)
            }
            #expect(try await server.house.count("sessions") == 0)
        }
    }
}
