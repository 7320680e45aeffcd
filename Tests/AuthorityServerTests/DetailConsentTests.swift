// What a person is shown of authorization details (RFC 9396): each of them, whole, every time, and no word of it as markup.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import Support
import Testing

@Suite("Consent to authorization details")
struct DetailConsentTests {
    private static func ask(
        _ browser: TestBrowser,
        _ client: TestClient,
        _ details: String,
        _ changes: [String: String?] = [:]
    ) async throws {
        let all = changes.merging(["authorization_details": details]) { $1 }
        try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters(scope: nil, all)))")
    }

    @Test("each is an item under its API, with its sentence and every member")
    func items() async throws {
        try await AuthorizationDetailsTests.run { server, client, browser in
            try await browser.signIn()
            let rich = TestBank.payment(
                more: #","note":"for \"two\"","urgent":true,"fee":0.10,"actions":["initiate","status"]"#)
            try await Self.ask(browser, client, "[\(rich),\(TestBank.folder("Holiday"))]")
            let page = browser.page.text
            #expect(page.contains("<h2>Bank</h2>") && page.contains("<h2>Files</h2>"))
            #expect(
                page.contains(
                    "<li>pay <strong><bdi>12.50</bdi></strong> <strong><bdi>EUR</bdi></strong> to <strong><bdi>Ana&#39;s Books</bdi></strong><dl>"
                ), "\(page)")
            #expect(page.contains("<li>read the folder <strong><bdi>Holiday</bdi></strong>"))
            for (name, value) in [
                ("instructedAmount.amount", "12.50"), ("note", "for &quot;two&quot;"), ("urgent", "yes"), ("fee", "0.10"),
            ] {
                #expect(page.contains("<dt>\(name)</dt><dd><bdi>\(value)</bdi></dd>"), "\(name)")
            }
            #expect(page.contains("<dt>actions</dt><dd><bdi>initiate</bdi></dd><dd><bdi>status</bdi></dd>"))
        }
    }

    @Test("a value is text: never markup, and never a letter that turns or hides what stands around it (RFC 9396 §12)")
    func escaped() async throws {
        try await AuthorizationDetailsTests.run { server, client, browser in
            try await browser.signIn()
            try await Self.ask(browser, client, "[\(TestBank.payment(to: "<script>alert(1)</script>{creditorName}\"'&"))]")
            #expect(
                browser.page.text.contains(
                    "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;{creditorName}&quot;&#39;&amp;</bdi>"))
            #expect(!browser.page.text.contains("<script>"))
            for hidden in [
                "a\u{202E}b", "a\u{2066}b", "a\u{200B}b", "a\nb", "\u{0}", "\u{FEFF}", "   ", String(repeating: "a", count: 201),
            ] {
                let pushed = try await client.push(
                    client.parameters(scope: nil, ["authorization_details": "[\(TestBank.payment(to: hidden))]"]))
                #expect(pushed["error"] == "invalid_authorization_details", "\(pushed.text)")
            }
        }
    }

    @Test("they are asked about every time, the same ones too, and of a client of the same house")
    func everyTime() async throws {
        try await AuthorizationDetailsTests.run({ $0.isFirstParty = true }) { server, client, browser in
            let details = "[\(TestBank.payment())]"
            try await browser.signIn()
            for _ in 0..<2 {
                try await Self.ask(browser, client, details)
                #expect(browser.page.status == 200 && browser.page.text.contains("Ana&#39;s Books"))
                try await browser.post("/consent", browser.hidden + [("decision", "allow")])
                #expect(browser.answer["code"] != nil)
            }
            // What is asked without details is a client of the house's own affair, as before.
            try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters(scope: "openid")))")
            #expect(browser.answer["code"] != nil)
        }
    }

    @Test("a request that forbids asking gets none, whatever was allowed before")
    func quiet() async throws {
        try await AuthorizationDetailsTests.run { server, client, browser in
            let details = "[\(TestBank.payment())]"
            _ = try await client.code(scope: nil, ["authorization_details": details], in: browser)
            try await Self.ask(browser, client, details, ["prompt": "none"])
            #expect(browser.answer["error"] == "consent_required")
        }
    }

    @Test("who says no gives nothing; who holds nothing at the API can't give it")
    func denied() async throws {
        try await AuthorizationDetailsTests.run { server, client, browser in
            try await browser.signIn()
            try await Self.ask(browser, client, "[\(TestBank.payment())]")
            try await browser.post("/consent", browser.hidden + [("decision", "deny")])
            #expect(browser.answer["error"] == "access_denied")
            #expect(try await server.house.count("authorizations") == 0)
            let type = try DetailType(type: "secret", sentence: "see a secret", members: [])
            _ = try await server.house.authority.apis.create(
                identifier: "https://closed.example", name: "Closed", scopes: [], at: server.now)
            _ = try await server.house.authority.apis.addScope(
                .init(scope: "closed:read", sentence: "Read"), to: "https://closed.example")
            _ = try await server.house.authority.apis.addDetailType(type, to: "https://closed.example")
            try await Self.ask(browser, client, #"[{"type":"secret"}]"#)
            #expect(browser.answer["error"] == "access_denied")
        }
    }

    @Test("the page of an account's apps says what was allowed, once, and its end is the end of the tokens")
    func apps() async throws {
        try await AuthorizationDetailsTests.run { server, client, browser in
            let details = "[\(TestBank.payment())]"
            var tokens = try await client.redeem(client.code(scope: nil, ["authorization_details": details], in: browser))
            tokens = try await client.redeem(client.code(scope: nil, ["authorization_details": details], in: browser))
            try await browser.get("/account/apps")
            #expect(browser.page.text.matches(of: /<dt>creditorName<\/dt>/).count == 1)
            let listed = try await server.send(.get, "/api/grants", [try await server.login()])
            let first = listed.json?["grants"]?.elements?.first?["authorization_details"]?.elements?.first
            #expect(first?["sentence"]?.string == "pay 12.50 EUR to Ana's Books" && first?["audience"]?.string == TestBank.bank)
            let grants = try await server.house.authority.consents.live(of: server.house.ana)
            try await server.house.authority.consents.takeBack(grants[0].id, of: nil, at: server.now)
            let told = try await client.ask([("token", try #require(tokens["access_token"]))], at: "/oauth/introspect")
            #expect(told.json?["active"]?.bool == false && told.json?["authorization_details"] == nil)
        }
    }
}
