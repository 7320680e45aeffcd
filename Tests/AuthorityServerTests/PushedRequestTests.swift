// Pushed authorization requests (RFC 9126): sent ahead, bound to their client, good for one authorization.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Pushed requests")
struct PushedRequestTests {
    @Test("what was pushed is what is asked, and the browser carries its name alone")
    func whole() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.requiresPushedRequests = true }
            let answer = try await client.push(client.parameters(["nonce": "n-1", "prompt": "login"]))
            #expect(answer.status == 201 && answer.header("Cache-Control") == "no-store")
            #expect(answer.json?["expires_in"]?.integer == 90)
            let name = try #require(answer["request_uri"])
            #expect(name.hasPrefix("urn:ietf:params:oauth:request_uri:") && name.utf8.count == 34 + 43)
            let browser = TestBrowser(server)
            // Whatever else stands in the query does not count.
            let query: [(name: String, value: String)] = [
                ("client_id", client.id), ("request_uri", name), ("scope", "openid notes:write"), ("state", "x"),
            ]
            try await browser.get("/oauth/authorize?\(FormParameters.text(query))")
            let login = try #require(browser.location)
            #expect(!login.contains("notes") && !login.contains("scope"))
            let told = try await browser.authorize(query)
            #expect(told["state"] == "s t/ä" && told["iss"] == "https://auth.example.com")
            let tokens = try await client.redeem(try #require(told["code"]))
            #expect(tokens["scope"] == "openid notes:read")
            #expect(try CodeFlowTests.claims(tokens["id_token"])["nonce"]?.string == "n-1")
        }
    }

    @Test("pages may be reloaded, and the person may take their time once the browser came; one authorization is all")
    func once() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            let query = FormParameters.text(try await client.pushed())
            for _ in 0..<2 { #expect(try await browser.get("/oauth/authorize?\(query)").status == 303) }
            let login = try #require(browser.location)
            server.wait(600)
            // Another browser has no mark of ours: for it the name is over.
            #expect(try await TestBrowser(server).get("/oauth/authorize?\(query)").status == 400)
            try await browser.get(login)
            try await browser.post("/login", browser.hidden + [("username", "ana"), ("password", TestAuthority.anasPassword)])
            try await browser.get(try #require(browser.location))
            #expect(browser.page.status == 200)
            server.wait(600)
            let form = browser.hidden + [("decision", "allow")]
            try await browser.post("/consent", form)
            #expect(browser.answer["code"] != nil)
            let after = try await browser.post("/consent", form)
            #expect(after.status == 400 && after.text.contains("invalid_request_uri"))
        }
    }

    @Test(
        "what the authorization endpoint would refuse is refused when it is pushed",
        arguments: [
            (["redirect_uri": "https://evil.example/"], "invalid_request"),
            (["response_type": "token"], "unsupported_response_type"),
            (["code_challenge": nil, "code_challenge_method": nil], "invalid_request"),
            (["prompt": "none login"], "invalid_request"), (["scope": "nothing:here"], "invalid_scope"),
            (["resource": "https://other.example"], "invalid_target"),
            (["request_uri": "urn:ietf:params:oauth:request_uri:a"], "invalid_request"),
            (["client_id": "another"], "invalid_request"), (["response_mode": "fragment"], "invalid_request"),
            (["authorization_details": "[]"], "invalid_authorization_details"),
        ] as [([String: String?], String)])
    func refused(changes: [String: String?], error: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let answer = try await client.push(client.parameters(scope: "notes:read", changes))
            #expect(answer.status == 400 && answer["error"] == error, "\(answer.text)")
            #expect(try await server.house.count("pushed_requests") == 0)
        }
    }

    @Test("who must push is heard in no other way: a client that said so, and everyone where the server says so")
    func required() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.requiresPushedRequests = true }
            #expect(try await TestBrowser(server).authorize(client.parameters())["error"] == "invalid_request")
            let metadata = try await server.send(.get, "/.well-known/openid-configuration")
            #expect(metadata["pushed_authorization_request_endpoint"] == "https://auth.example.com/oauth/par")
            #expect(metadata.json?["require_pushed_authorization_requests"] == nil)
        }
        try await TestServer.run(mustPush: true) { server async throws in
            let client = try await TestClient(server)
            #expect(try await TestBrowser(server).authorize(client.parameters())["error"] == "invalid_request")
            #expect(try await TestBrowser(server).authorize(client.pushed())["code"] != nil)
            let metadata = try await server.send(.get, "/.well-known/openid-configuration")
            #expect(metadata.json?["require_pushed_authorization_requests"]?.bool == true)
        }
    }

    @Test("a code is bound to the key that the pushed request named")
    func boundToKey() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let query = try await client.pushed(["dpop_jkt": String(repeating: "A", count: 43)])
            let code = try #require(try await TestBrowser(server).authorize(query)["code"])
            #expect(try await client.redeem(code)["error"] == "invalid_dpop_proof")
        }
    }

    @Test("a public client may push, and is heard only so often from one address")
    func publicClient() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.authentication = "none" }
            for _ in 0..<60 { #expect(try await client.push(client.parameters()).status == 201) }
            let answer = try await client.push(client.parameters())
            #expect(answer.status == 429 && answer.header("Retry-After") != nil)
        }
    }
}
