// A06: a client that a stranger brought, so that a link to this server leads to the stranger's site (RFC 9700 §4.11.2).

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A06 open redirector")
struct A06OpenRedirector {
    static let callback = "https://evil.example/callback"
    static let document = "https://evil.example/client.json"

    enum Origin: String, CaseIterable, Sendable { case itself, document }

    /// Runs `body` on a server with a client that a stranger brought.
    private func run(
        _ origin: Origin,
        _ body: @escaping @Sendable (TestServer, String) async throws -> Void
    ) async throws {
        let fetch = TestFetch()
        fetch.put(Self.document, #"{"client_id":"\#(Self.document)","redirect_uris":["\#(Self.callback)"]}"#)
        try await TestServer.run(policy: ClientPolicy(registration: .open), fetch: fetch) { server async throws in
            guard origin == .itself else { return try await body(server, Self.document) }
            let answer = try await server.send(
                .post, "/oauth/register", body: #"{"redirect_uris":["\#(Self.callback)"]}"#)
            try await body(server, try #require(answer["client_id"]))
        }
    }

    private static func query(_ client: String, _ changes: [String: String?]) -> String {
        var parameters: [String: String] = [
            "response_type": "code", "client_id": client, "redirect_uri": callback, "scope": "openid", "state": "s",
            "code_challenge": CodeChallenge.of(TestClient.verifier), "code_challenge_method": "S256",
        ]
        for (name, value) in changes { parameters[name] = value }
        return FormParameters.text(parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    static let mistakes: [[String: String?]] = [
        ["response_type": "token"], ["response_type": nil], ["scope": "everything"], ["code_challenge": nil],
        ["code_challenge_method": "plain"], ["resource": "https://nowhere.example"], ["prompt": "none login"],
        ["max_age": "x"], ["response_mode": "fragment"], ["claims": "{"], ["id_token_hint": "x"],
    ]

    @Test("a mistake in the request is told on a page, with a way on that a person may take", arguments: Origin.allCases, mistakes)
    func mistake(origin: Origin, changes: [String: String?]) async throws {
        try await run(origin) { server, client async throws in
            let answer = try await server.send(.get, "/oauth/authorize?\(Self.query(client, changes))")
            #expect(answer.status == 400 && answer.header("Location") == nil, "\(changes)")
            #expect(answer.text.contains("href=\"https://evil.example/callback?error="), "\(changes)")
            #expect(answer.text.contains("Go on to https://evil.example"))
        }
    }

    @Test("as a form as well: nothing sends it by itself", arguments: Origin.allCases)
    func form(origin: Origin) async throws {
        try await run(origin) { server, client async throws in
            let query = Self.query(client, ["response_mode": "form_post", "scope": "everything"])
            let answer = try await server.send(.get, "/oauth/authorize?\(query)")
            #expect(answer.status == 400 && answer.text.contains("action=\"https://evil.example/callback\""))
            #expect(!answer.text.contains("<script"))
        }
    }

    @Test("a document's client is not answered unasked even to prompt=none")
    func quiet() async throws {
        try await run(.document) { server, client async throws in
            let answer = try await server.send(.get, "/oauth/authorize?\(Self.query(client, ["prompt": "none"]))")
            #expect(answer.header("Location") == nil && answer.status == 400)
        }
        try await run(.itself) { server, client async throws in
            let answer = try await server.send(.get, "/oauth/authorize?\(Self.query(client, ["prompt": "none"]))")
            #expect(answer.header("Location")?.hasPrefix("https://evil.example/callback?error=login_required") ?? false)
        }
    }

    @Test("what this server itself denies is told on a page: nobody said it", arguments: Origin.allCases)
    func deniedHere(origin: Origin) async throws {
        try await run(origin) { server, client async throws in
            let browser = TestBrowser(server)
            try await browser.signIn("ben", password: TestAuthority.bensPassword)
            try await browser.get("/oauth/authorize?\(Self.query(client, ["scope": "notes:write"]))")
            #expect(browser.page.status == 400 && browser.location == nil)
        }
    }

    @Test("signing out with an ID token of one's own leads nobody else to one's address")
    func signedOut() async throws {
        let registration = """
            {"redirect_uris":["\(Self.callback)"],"post_logout_redirect_uris":["https://evil.example/bye"]}
            """
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            let answer = try await server.send(.post, "/oauth/register", body: registration)
            let (id, secret) = (try #require(answer["client_id"]), try #require(answer["client_secret"]))
            let thief = TestBrowser(server)
            let code = try await thief.authorize(FormParameters.of(Self.query(id, [:]).utf8))["code"]
            let tokens = try await server.send(
                .post, "/oauth/token", [.basic(id, secret)],
                body: FormParameters.text([
                    ("grant_type", "authorization_code"), ("code", try #require(code)), ("redirect_uri", Self.callback),
                    ("code_verifier", TestClient.verifier),
                ]), type: "application/x-www-form-urlencoded")
            let query = FormParameters.text([
                ("id_token_hint", try #require(tokens["id_token"])),
                ("post_logout_redirect_uri", "https://evil.example/bye"),
            ])
            let stranger = TestBrowser(server)
            try await stranger.get("/oauth/logout?\(query)")
            #expect(stranger.location == nil && stranger.page.text.contains("https://evil.example/bye"))
            // In the browser of the session itself it is the way back.
            try await thief.get("/oauth/logout?\(query)")
            #expect(thief.location == "https://evil.example/bye")
        }
    }

    @Test("what a person said goes to the client, and errors of an administrator's client go there as ever")
    func sentOn() async throws {
        try await run(.document) { server, client async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/oauth/authorize?\(Self.query(client, [:]))")
            try await browser.post("/consent", browser.hidden + [("decision", "deny")])
            #expect(browser.answer["error"] == "access_denied")
            let own = try await TestClient(server)
            try await browser.get("/oauth/authorize?\(FormParameters.text(own.parameters(["max_age": "x"])))")
            #expect(browser.answer["error"] == "invalid_request")
        }
    }
}
