// A14: a page of another site that answers for the person: consent, sign-in, sign-out.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A14 cross-site requests")
struct A14CrossSiteForms {
    @Test("consent from another site, without the form's token, or for somebody else")
    func consent() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters()))")
            let form = browser.hidden + [("decision", "allow")]
            for field in [
                HTTPField.field("Origin", "https://evil.example"), .field("Origin", "null"),
                .field("Sec-Fetch-Site", "cross-site"), .field("Sec-Fetch-Site", "same-site"),
            ] {
                #expect(try await browser.post("/consent", form, [field]).status == 403)
            }
            let bare = form.filter { $0.name != "form_token" }
            #expect(try await browser.post("/consent", bare).status == 403)
            #expect(try await browser.post("/consent", bare + [("form_token", "AAAA")]).status == 403)
            // The token of another browser's form.
            let other = TestBrowser(server)
            try await other.signIn("ben", password: TestAuthority.bensPassword)
            #expect(try await other.post("/consent", form).status == 403)
            // Who was asked must be who answers.
            let another = form.filter { $0.name != "account" } + [(name: "account", value: "usr_ben")]
            #expect(try await browser.post("/consent", another).status == 200 && browser.location == nil)
            #expect(try await server.house.count("grants") == 0)
            try await browser.post("/consent", form)
            #expect(browser.answer["code"] != nil)
        }
    }

    @Test("sign-in and sign-out from another site", arguments: ["/login", "/logout"])
    func signIn(path: String) async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            let cookie = browser.cookie
            let form = [(name: "username", value: "ben"), ("password", TestAuthority.bensPassword)]
            for fields in [
                nil, [.field("Origin", "https://evil.example")], [.field("Sec-Fetch-Site", "cross-site")],
            ] as [[HTTPField]?] {
                #expect(try await browser.post(path, form, fields).status == 403)
            }
            #expect(browser.cookie == cookie)
            #expect(try await browser.get("/account/apps").status == 200)
        }
    }
}
