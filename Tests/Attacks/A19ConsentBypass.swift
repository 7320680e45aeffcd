// A19: a client gets what its person did not allow it: silently, for somebody else's yes, or by more than was asked.

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A19 consent bypass")
struct A19ConsentBypass {
    static let document = "https://other.example/client.json"

    private func asks(_ browser: TestBrowser, _ parameters: [(name: String, value: String)]) async throws -> Bool {
        try await browser.get("/oauth/authorize?\(FormParameters.text(parameters))")
        #expect(browser.page.status == 200 || browser.page.status == 303)
        return browser.page.text.contains("name=\"decision\"")
    }

    private func allow(_ browser: TestBrowser) async throws {
        try await browser.post("/consent", browser.hidden + [("decision", "allow")])
        #expect(browser.answer["code"] != nil)
    }

    @Test("a client that nobody vouches for is asked about each time, and never answered silently", arguments: [true, false])
    func strangers(isDocument: Bool) async throws {
        let fetch = TestFetch()
        fetch.put(Self.document, #"{"client_id":"\#(Self.document)","redirect_uris":["\#(TestClient.callback)"]}"#)
        try await TestServer.run(policy: ClientPolicy(registration: .open), fetch: fetch) { server async throws in
            let body = #"{"redirect_uris":["\#(TestClient.callback)"],"first_party":true}"#
            let id =
                isDocument
                ? Self.document : try #require(try await server.send(.post, "/oauth/register", body: body)["client_id"])
            let known = try await TestClient(server)
            let browser = TestBrowser(server)
            try await browser.signIn()
            for _ in 0..<3 {
                #expect(try await asks(browser, known.parameters(["client_id": id])))
                try await allow(browser)
            }
            try await browser.get(
                "/oauth/authorize?\(FormParameters.text(known.parameters(["client_id": id, "prompt": "none"])))")
            #expect(browser.answer["code"] == nil)
            #expect(isDocument ? browser.page.status == 400 : browser.answer["error"] == "consent_required")
        }
    }

    @Test("a yes is silent for the same client, account, API and scopes, and for nothing more")
    func known() async throws {
        try await TestServer.run { server async throws in
            try await server.house.addAPI("https://other.example.com")
            _ = try await server.house.authority.apis.grant(["x"], of: "https://other.example.com", to: server.house.ana)
            let (client, other) = (try await TestClient(server), try await TestClient(server))
            let browser = TestBrowser(server)
            try await browser.signIn()
            #expect(try await asks(browser, client.parameters()))
            try await allow(browser)
            #expect(try await !asks(browser, client.parameters()) && browser.answer["code"] != nil)
            #expect(try await !asks(browser, client.parameters(["prompt": "none"])) && browser.answer["code"] != nil)
            for (name, client, changes) in [
                ("a new scope", client, ["scope": "openid notes:read notes:write"]),
                ("a scope of OpenID Connect", client, ["scope": "openid email notes:read"]),
                ("to outlive the sign-in", client, ["scope": "openid offline_access notes:read"]),
                ("another API", client, ["resource": "https://other.example.com", "scope": "x"]),
                ("another client", other, [:]), ("a client that wants to ask", client, ["prompt": "consent"]),
            ] as [(String, TestClient, [String: String?])] {
                #expect(try await asks(browser, client.parameters(changes)), "\(name)")
                guard changes["prompt"] == nil else { continue }
                let quiet = client.parameters(changes.merging(["prompt": "none"]) { $1 })
                #expect(try await !asks(browser, quiet) && browser.answer["error"] == "consent_required", "\(name)")
            }
            // Somebody else's yes is not mine, nor is mine one that I took back.
            let bens = TestBrowser(server)
            try await bens.signIn("ben", password: TestAuthority.bensPassword)
            #expect(try await asks(bens, client.parameters()))
            let grant = try await server.house.authority.consents.live(of: server.house.ana)[0].id
            try await server.house.authority.consents.takeBack(grant, of: server.house.ana, at: server.now)
            #expect(try await asks(browser, client.parameters()))
        }
    }

    @Test("a yes in the address is none, and a no is not asked over")
    func forged() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            try await browser.signIn()
            for more in [("decision", "allow"), ("account", "usr_ana"), ("approval", "true"), ("consent", "1")] {
                #expect(try await asks(browser, client.parameters() + [more]))
            }
            for decision in ["", "ALLOW", "yes", "true"] {
                #expect(try await asks(browser, client.parameters()))
                try await browser.post("/consent", browser.hidden + [("decision", decision)])
                #expect(browser.location == nil)
            }
            #expect(try await server.house.count("grants") == 0)
        }
    }

    @Test("a device asks each time, and its code alone gives nothing")
    func device() async throws {
        try await TestServer.run { server async throws in
            let grant = "urn:ietf:params:oauth:grant-type:device_code"
            let client = try await TestClient(server) {
                ($0.redirectURIs, $0.authentication, $0.grantTypes) = ([], "none", [grant])
            }
            let browser = TestBrowser(server)
            try await browser.signIn()
            for _ in 0..<2 {
                let codes = try await client.ask([("scope", "notes:read")], at: "/oauth/device_authorization")
                let form = [(name: "grant_type", value: grant), ("device_code", codes["device_code"] ?? "")]
                try await browser.get("/device")
                try await browser.post("/device", browser.hidden + [("user_code", codes["user_code"] ?? "")])
                #expect(browser.page.text.contains("name=\"decision\""))
                #expect(try await client.ask(form)["error"] == "authorization_pending")
                try await browser.post("/device", browser.hidden + [("decision", "allow")])
                server.wait(5)
                #expect(try await client.ask(form).status == 200)
            }
        }
    }
}
