// S01: a session that somebody else put into the browser before its owner signed in.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("S01 session fixation")
struct S01SessionFixation {
    @Test("signing in gives a new cookie and ends the session that the browser had")
    func rotated() async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            let planted = try #require(browser.cookie)
            try await browser.signIn("ben", password: TestAuthority.bensPassword)
            #expect(browser.cookie != planted)
            let answer = try await server.send(.get, "/session", [.field("Cookie", planted)])
            #expect(answer.status != 200)
        }
    }

    @Test("a cookie that was made up or set before anybody signed in is nobody's, before and after")
    func planted() async throws {
        try await TestServer.run { server async throws in
            let cookie = "__Host-tessera=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq"
            let page = try await server.send(.get, "/login", [.field("Cookie", cookie)])
            let visit = try #require(page.header("Set-Cookie")).prefix { $0 != ";" }
            let token = try #require(page.text.firstMatch(of: /name="form_token" value="([^"]+)"/)).1
            let form = FormParameters.text([
                ("form_token", String(token)), ("username", "ana"), ("password", TestAuthority.anasPassword),
            ])
            let answer = try await server.send(
                .post, "/login", [.field("Cookie", "\(cookie); \(visit)")], body: form,
                type: "application/x-www-form-urlencoded")
            #expect(answer.status == 303)
            #expect(try await server.send(.get, "/session", [.field("Cookie", cookie)]).status != 200)
        }
    }
}
