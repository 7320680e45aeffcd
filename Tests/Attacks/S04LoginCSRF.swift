// S04: a form of another site that signs a person in as somebody else, or connects a device for them.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("S04 login CSRF")
struct S04LoginCSRF {
    static let forms = ["/login", "/logout", "/consent", "/device"]

    @Test("no form of another site is taken", arguments: forms)
    func otherSite(path: String) async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            try await browser.get("/login")
            let form =
                browser.hidden + [
                    ("username", "ana"), ("password", TestAuthority.anasPassword), ("user_code", "BBBB-BBBB"),
                ]
            for field in [HTTPField.field("Origin", "https://evil.example"), .field("Sec-Fetch-Site", "cross-site")] {
                try await browser.post(path, form, [field])
                #expect(browser.page.status == 403)
            }
            #expect(try await server.house.count("sessions") == 0)
        }
    }

    @Test("no form without the text of this very browser is taken", arguments: forms)
    func noToken(path: String) async throws {
        try await TestServer.run { server async throws in
            let (browser, other) = (TestBrowser(server), TestBrowser(server))
            try await browser.get("/login")
            try await other.get("/login")
            for token in [[], other.hidden.filter { $0.name == "form_token" }] {
                try await browser.post(
                    path, token + [("username", "ana"), ("password", TestAuthority.anasPassword)], [])
                #expect(browser.page.status == 403)
            }
            #expect(try await server.house.count("sessions") == 0)
        }
    }

    @Test("scripts of other sites do not sign anybody in either")
    func scripts() async throws {
        try await TestServer.run { server async throws in
            let body = #"{"username":"ana","password":"\#(TestAuthority.anasPassword)"}"#
            let answer = try await server.send(.post, "/session", [.field("Origin", "https://evil.example")], body: body)
            #expect(answer.status == 403 && answer.header("Set-Cookie") == nil)
            #expect(try await server.house.count("sessions") == 0)
        }
    }
}
