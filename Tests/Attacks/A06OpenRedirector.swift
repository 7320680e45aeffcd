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
