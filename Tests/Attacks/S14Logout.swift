// S14: signing out: that it ends what it should, that nobody else can begin it, and that it leads nowhere else.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("S14 logout")
struct S14Logout {
    static let after = "https://client.example/after"

    /// A browser in which ana signed in at a client, and her ID token.
    private func signedIn(_ server: TestServer) async throws -> (browser: TestBrowser, client: TestClient, hint: String) {
        let client = try await TestClient(server) {
            $0.afterLogoutURIs = [S14Logout.after, "http://127.0.0.1/after"]
            $0.logoutURL = "https://client.example/logout"
        }
        let browser = TestBrowser(server)
        let tokens = try await client.redeem(client.code(in: browser))
        return (browser, client, try #require(tokens["id_token"]))
    }

    /// What a token says, signed by nobody.
    private static func unsigned(_ token: String) throws -> String {
        let payload = try Base64URL.decode(String(token.split(separator: ".")[1]))
        return ForgedToken.unsigned(header: #"{"alg":"none"}"#, payload: String(decoding: payload, as: UTF8.self))
    }

    private func leave(_ browser: TestBrowser, _ parameters: [(name: String, value: String)]) async throws {
        try await browser.get("/oauth/logout?\(FormParameters.text(parameters))")
    }

    @Test("a link of another site signs nobody out: without an ID token of this session a person is asked")
    func forced() async throws {
        try await TestServer.run { server async throws in
            let (browser, client, hint) = try await signedIn(server)
            let (_, _, foreign) = try await signedIn(server)
            let access = try await client.redeem(client.code(in: browser))["access_token"] ?? ""
            for parameters in [
                [], [("client_id", client.id)], [("id_token_hint", foreign)], [("id_token_hint", "x.y.z")],
                [("id_token_hint", access)], [("id_token_hint", try Self.unsigned(hint))],
                [("id_token_hint", String(hint.dropLast(4)) + "AAAA")], [("id_token_hint", hint), ("client_id", "other")],
                [("id_token_hint", hint), ("id_token_hint", hint)],
            ] as [[(name: String, value: String)]] {
                try await leave(browser, parameters)
                #expect(browser.page.text.contains("Sign out?") && browser.location == nil, "\(parameters)")
                #expect(try await browser.get("/account/apps").status == 200)
            }
        }
    }

    @Test("the page's answer needs the page's own token, and comes from this very site")
    func forged() async throws {
        try await TestServer.run { server async throws in
            let (browser, client, _) = try await signedIn(server)
            try await leave(browser, [("client_id", client.id)])
            let form = browser.hidden
            for (changed, fields) in [
                ([("form_token", "x"), ("request", "")], nil), ([("request", "")], nil),
                (form, [.field("Origin", "https://evil.example")]),
                (form, [.field("Sec-Fetch-Site", "cross-site")]),
            ] as [([(name: String, value: String)], [HTTPField]?)] {
                try await browser.post("/logout", changed, fields)
                #expect(browser.page.status == 403, "\(changed)")
                #expect(try await browser.get("/account/apps").status == 200)
            }
        }
    }

    static let addresses = [
        "https://client.example/after/", "https://client.example/after?x=1", "https://client.example/after#x",
        "https://client.example/afte", "https://CLIENT.example/after", "https://client.example:443/after",
        "https://client.example/callback", "https://evil.example/after", "https://client.example@evil.example/after",
        "//client.example/after", "javascript:alert(1)", "https://client.example/x/../after", "http://127.0.0.1:81/after",
        "https://client.example/after\r\nX: y", "https://client.example/%61fter",
    ]

    @Test("a browser goes where the client is registered, byte for byte, and nowhere else", arguments: addresses)
    func openRedirect(address: String) async throws {
        try await TestServer.run { server async throws in
            let (browser, client, hint) = try await signedIn(server)
            // Neither asked for, nor confirmed, nor when nobody is signed in.
            try await leave(browser, [("client_id", client.id), ("post_logout_redirect_uri", address)])
            #expect(browser.location == nil)
            try await browser.post("/logout", browser.hidden)
            #expect(browser.location == nil && browser.page.text.contains("You are signed out"))
            #expect(!browser.page.text.contains("href=\"\(address)"))
            for parameters in [[("id_token_hint", hint)], [("client_id", client.id)]] {
                try await leave(browser, parameters + [("post_logout_redirect_uri", address)])
                #expect(browser.location == nil && !browser.page.text.contains("href=\"\(address)"))
            }
        }
    }

    @Test("a logout token is taken for nothing else: neither a hint, nor an access token, nor an ID token")
    func kinds() async throws {
        let fetch = TestFetch()
        fetch.answer("https://client.example/logout", 200)
        try await TestServer.run(fetch: fetch) { server async throws in
            let (browser, _, hint) = try await signedIn(server)
            try await leave(browser, [("id_token_hint", hint)])
            try await server.house.authority.logouts.tell(now: { server.now }, logger: server.log.logger)
            let token = try #require(fetch.posted.first?.form.first?.value)
            try await browser.signIn()
            try await leave(browser, [("id_token_hint", token)])
            #expect(browser.page.text.contains("is not an ID token of this issuer"))
            #expect(try await server.send(.get, "/oauth/userinfo", [.bearer(token)]).status == 401)
            #expect(try await server.send(.get, "/api/tokens", [.bearer(token)]).status == 401)
            #expect(throws: TokenRejection.self) { try server.house.verified(token) }
        }
    }

    @Test("what the session's cookie opened is closed on the server, whatever the browser keeps")
    func keptCookie() async throws {
        try await TestServer.run { server async throws in
            let (browser, _, hint) = try await signedIn(server)
            let cookie = try #require(browser.cookie)
            try await leave(browser, [("id_token_hint", hint)])
            let answer = try await server.send(.get, "/account/apps", [.field("Cookie", cookie)])
            #expect(answer.status == 303)
        }
    }

    @Test("the address of a client that nobody vouches for is checked, that of an administrator's is not")
    func serverSideRequests() async throws {
        let fetch = TestFetch()
        for (registration, isChecked) in [(false, false), (true, true)] {
            try await TestServer.run(policy: ClientPolicy(registration: .open), fetch: fetch) { server async throws in
                let (browser, client, hint) = try await signedIn(server)
                if registration {
                    _ = try await server.house.database.write { db in
                        _ = try db.execute(
                            "UPDATE clients SET origin = 'itself' WHERE id = $1", [SQLValue(client.id)])
                        try Client.enable(id: client.id, in: db)
                    }
                }
                try await leave(browser, [("id_token_hint", hint)])
                try await server.house.authority.logouts.tell(now: { server.now }, logger: server.log.logger)
                #expect(fetch.posted.last?.isChecked == isChecked)
            }
        }
    }
}
