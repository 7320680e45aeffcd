// A20: a client that registers itself and would pass for somebody else, or for more than it is (OAuth 2.1 §7.13).

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A20 client spoofing")
struct A20ClientSpoofing {
    private func register(_ server: TestServer, _ members: String) async throws -> TestAnswer {
        try await server.send(
            .post, "/oauth/register", body: #"{"redirect_uris":["https://client.example/callback"],\#(members)}"#)
    }

    private func consent(_ server: TestServer, _ id: String) async throws -> TestBrowser {
        let browser = TestBrowser(server)
        try await browser.signIn()
        let query = FormParameters.text([
            ("response_type", "code"), ("client_id", id), ("scope", "openid"),
            ("redirect_uri", "https://client.example/callback"),
            ("code_challenge", CodeChallenge.of(TestClient.verifier)), ("code_challenge_method", "S256"),
        ])
        try await browser.get("/oauth/authorize?\(query)")
        return browser
    }

    static let names = [
        #"No\u202Eevil"#, #"No\u200Btes"#, #"a\u0000b"#, #"a\nb"#, "   ", #"\uE000"#, String(repeating: "x", count: 101), "",
    ]

    @Test("a name that shows something else than it holds is not registered", arguments: names)
    func name(name: String) async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            let answer = try await register(server, #""client_name":"\#(name)""#)
            #expect(answer.status == 400 && answer["error"] == "invalid_client_metadata", "\(answer.text)")
        }
    }

    @Test("markup in a name is text, a logo is not shown, and people read that nobody verified it")
    func shown() async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            let answer = try await register(
                server, #""client_name":"<b>Bank</b>","logo_uri":"https://bank.example/logo.png""#)
            let browser = try await consent(server, try #require(answer["client_id"]))
            #expect(browser.page.text.contains("&lt;b&gt;Bank&lt;/b&gt;") && !browser.page.text.contains("<b>Bank"))
            #expect(!browser.page.text.contains("logo.png"))
            #expect(browser.page.text.contains("Not verified") && browser.page.text.contains("https://client.example"))
        }
    }

    @Test("what only an administrator says is not taken from a client: it is asked about like any other")
    func privileges() async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            let members = #"""
                "first_party":true,"pkce":"optional","claims":{"role":"admin"},"token_endpoint_audience":true,
                "default_resource":"https://api.example.com","origin":"administrator","client_id":"tessera",
                "client_secret":"mine","scope":"openid notes:read everything",
                "grant_types":["authorization_code","client_credentials","urn:ietf:params:oauth:grant-type:token-exchange"]
                """#
            let answer = try await register(server, members)
            #expect(answer.status == 201)
            for name in ["first_party", "pkce", "claims", "token_endpoint_audience", "default_resource", "origin"] {
                #expect(answer.json?[name] == nil, "\(name)")
            }
            let id = try #require(answer["client_id"])
            #expect(id.hasPrefix("cli_") && answer["client_secret"] != "mine")
            #expect(answer["scope"] == "openid notes:read")
            #expect(answer.json?["grant_types"]?.elements?.compactMap(\.string) == ["authorization_code"])
            for _ in 0..<2 {
                let browser = try await consent(server, id)
                #expect(browser.page.status == 200 && browser.page.text.contains("name=\"decision\""))
                try await browser.post("/consent", browser.hidden + [("decision", "allow")])
            }
        }
    }

    static let natives = [
        "http://127.0.0.1/callback", "http://localhost:8400/callback", "https://localhost/callback", "https://127.0.0.1/callback",
        "com.example.notes:/callback",
    ]

    @Test(
        "a program on the person's device is asked about each time: another can take its place (RFC 8252 §8.6)",
        arguments: natives, [false, true])
    func native(uri: String, isFirstParty: Bool) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) {
                ($0.redirectURIs, $0.authentication, $0.isFirstParty) = ([uri], "none", isFirstParty)
            }
            let browser = TestBrowser(server)
            let parameters = client.parameters(["redirect_uri": uri])
            _ = try await browser.authorize(parameters)
            try await browser.get("/oauth/authorize?\(FormParameters.text(parameters))")
            #expect(browser.page.status == 200 && browser.page.text.contains("name=\"decision\""))
            #expect(browser.page.text.contains("only if you started it just now"))
            try await browser.get("/oauth/authorize?\(FormParameters.text(parameters + [("prompt", "none")]))")
            #expect(browser.answer["error"] == "consent_required")
        }
    }

    @Test("a client that registers itself has no sector but that of the address where its codes go")
    func sector() async throws {
        let fetch = TestFetch()
        fetch.put("https://bank.example/sector.json", #"["https://bank.example/callback"]"#)
        let device = "urn:ietf:params:oauth:grant-type:device_code"
        let bodies = [
            #"{"grant_types":["\#(device)"],"#,
            #"{"grant_types":["authorization_code","\#(device)"],"redirect_uris":["https://bank.example/callback"],"#,
        ]
        let policy = ClientPolicy(registration: .open)
        try await TestServer.run(policy: policy, fetch: fetch) { server async throws in
            for body in bodies {
                let answer = try await server.send(
                    .post, "/oauth/register",
                    body: body
                        + #""subject_type":"pairwise","sector_identifier_uri":"https://bank.example/sector.json"}"#)
                #expect(answer.status == 400 && answer["error"] == "invalid_client_metadata", "\(body)")
            }
        }
    }

    @Test("another registration's id, token or secret changes nothing of it")
    func takeOver() async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            let (victim, thief) = (
                try await register(server, #""client_name":"Bank""#), try await register(server, #""client_name":"Thief""#)
            )
            let (id, token) = (try #require(victim["client_id"]), try #require(thief["registration_access_token"]))
            let body = #"{"client_id":"\#(id)","redirect_uris":["https://evil.example/callback"]}"#
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let answer = try await server.send(
                    method, "/oauth/register/\(id)", [.bearer(token)], body: method == .put ? body : nil)
                #expect(answer.status == 401 && answer["error"] == "invalid_token", "\(method)")
            }
            // An administrator's client has no such token at all.
            let client = try await TestClient(server)
            #expect(try await server.send(.get, "/oauth/register/\(client.id)", [.bearer("")]).status != 200)
            #expect(try await server.send(.delete, "/oauth/register/\(client.id)", [.bearer(token)]).status == 401)
        }
    }
}
