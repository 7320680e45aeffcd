// The modules of the plans Basic and Form Post about the flow, its tokens and its errors: one test of the same intent each.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: flow")
struct ConformanceFlowTests {
    @Test("oidcc-server", arguments: ConformancePlan.allCases)
    func server(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let tokens = try await run.tokens(["nonce": "n"])
            let identity = try run.identity(tokens)
            #expect(identity["iss"]?.string == "https://auth.example.com" && identity["aud"]?.string == run.client.id)
            #expect(identity["nonce"]?.string == "n" && identity["sub"]?.string == "usr_ana")
            #expect(tokens["token_type"] == "Bearer" && tokens.header("Cache-Control") == "no-store")
        }
    }

    @Test("oidcc-response-type-missing", arguments: ConformancePlan.allCases)
    func responseType(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let answer = try await run.ask(["response_type": nil])
            #expect(answer["error"] == "invalid_request" && answer["state"] == "s t/ä" && answer["iss"] != nil)
            for other in ["token", "id_token", "code token", "none", "CODE"] {
                #expect(try await run.ask(["response_type": other])["error"] == "unsupported_response_type")
            }
        }
    }

    @Test("oidcc-idtoken-signature", arguments: ConformancePlan.allCases)
    func signature(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan, { $0.idTokenAlgorithm = nil }) { run async throws in
            let text = try #require(try await run.tokens()["id_token"])
            let token = try CompactJWS(parsing: text)
            #expect(token.header.algorithm == "RS256")
            let keys = try await run.server.send(.get, "/.well-known/jwks.json")
            let set = try JWKSet(parsing: keys.body, algorithms: SignatureAlgorithm.asymmetric)
            let key = try #require(set.key(id: token.header.keyID))
            #expect(throws: Never.self) { try token.payload(verifiedWith: key) }
        }
    }

    @Test("oidcc-idtoken-unsigned", arguments: ConformancePlan.allCases)
    func unsigned(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            await #expect(throws: OAuthRefusal.self) {
                try await TestClient(run.server) { $0.idTokenAlgorithm = "none" }
            }
        }
    }

    @Test("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", arguments: ConformancePlan.allCases)
    func withoutNonce(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            #expect(try run.identity(await run.tokens())["nonce"] == nil)
        }
    }

    @Test("oidcc-ensure-request-with-unknown-parameter-succeeds", arguments: ConformancePlan.allCases)
    func unknownParameter(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in _ = try await run.tokens(["extra": "foobar"]) }
    }

    @Test("oidcc-ensure-request-with-valid-pkce-succeeds", arguments: ConformancePlan.allCases)
    func pkce(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let code = try #require(try await run.authorize()["code"])
            let wrong = try await run.client.redeem(code, ["code_verifier": String(repeating: "a", count: 43)])
            #expect(wrong["error"] == "invalid_grant")
            #expect(try await run.client.redeem(code).status == 200)
        }
    }

    @Test("oidcc-codereuse", arguments: ConformancePlan.allCases)
    func codeReuse(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let code = try #require(try await run.authorize()["code"])
            #expect(try await run.client.redeem(code).status == 200)
            #expect(try await run.client.redeem(code)["error"] == "invalid_grant")
        }
    }

    @Test("oidcc-codereuse-30seconds", arguments: ConformancePlan.allCases)
    func codeReuseLater(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let code = try #require(try await run.authorize()["code"])
            let tokens = try await run.client.redeem(code)
            #expect(try await run.userinfo(tokens).status == 200)
            run.server.wait(30)
            #expect(try await run.client.redeem(code)["error"] == "invalid_grant")
            #expect(try await run.userinfo(tokens).status == 401)
        }
    }

    @Test("oidcc-ensure-registered-redirect-uri", arguments: ConformancePlan.allCases)
    func redirectURI(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            for uri in ["https://client.example/other", "https://evil.example/callback", TestClient.callback + "?a=b"] {
                _ = try await run.ask(["redirect_uri": uri])
                #expect(run.browser.page.status == 400 && run.browser.location == nil)
                #expect(run.browser.page.text.contains("registered"))
            }
        }
    }

    @Test("oidcc-ensure-post-request-succeeds", arguments: ConformancePlan.allCases)
    func post(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            // It comes from the client's own site.
            let fields = [HTTPField.field("Origin", "https://client.example"), .field("Sec-Fetch-Site", "cross-site")]
            let mode = plan == .formPost ? "form_post" : nil
            let parameters = run.client.parameters(scope: "openid", ["response_mode": mode])
            try await run.browser.post("/oauth/authorize", parameters, fields)
            #expect(run.browser.page.status == 303)
            let query = try #require(run.browser.location).utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
            let answer = run.read(try await run.browser.authorize(FormParameters.of(query)))
            #expect(try await run.client.redeem(try #require(answer["code"]))["id_token"] != nil)
        }
    }

    @Test("oidcc-server-client-secret-post", arguments: ConformancePlan.allCases)
    func secretPost(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan, { $0.authentication = "client_secret_post" }) { run async throws in
            let code = try #require(try await run.authorize()["code"])
            let form = [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestClient.callback),
                ("code_verifier", TestClient.verifier), ("client_id", run.client.id), ("client_secret", run.client.secret ?? ""),
            ]
            let answer = try await run.server.send(
                .post, "/oauth/token", body: FormParameters.text(form.map { ($0.0, $0.1) }),
                type: "application/x-www-form-urlencoded")
            #expect(answer.status == 200 && answer["id_token"] != nil)
        }
    }

    @Test("oidcc-refresh-token", arguments: ConformancePlan.allCases)
    func refresh(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let first = try await run.tokens(scope: "openid offline_access", ["nonce": "n"])
            run.server.wait(5)
            let second = try await run.client.refresh(try #require(first["refresh_token"]))
            #expect(second.status == 200 && second["access_token"] != first["access_token"])
            let (old, new) = (try run.identity(first), try run.identity(second))
            for name in ["iss", "sub", "aud"] { #expect(old[name]?.string == new[name]?.string) }
            #expect(old["auth_time"]?.integer == new["auth_time"]?.integer && new["iat"]?.integer == run.server.now)
            let other = try await TestClient(run.server)
            #expect(try await other.refresh(try #require(second["refresh_token"]))["error"] == "invalid_grant")
        }
    }

    @Test("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", arguments: ConformancePlan.allCases)
    func unsignedObject(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let object = "eyJhbGciOiJub25lIn0." + Base64URL.encode(Array(#"{"scope":"openid"}"#.utf8)) + "."
            let answer = try await run.ask(["request": object])
            #expect(answer["error"] == "request_not_supported" && answer["state"] == "s t/ä")
        }
    }

    @Test("oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", arguments: ConformancePlan.allCases)
    func objectElsewhere(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let answer = try await run.ask(["request_uri": "https://client.example/request.jwt#hash"])
            #expect(answer["error"] == "request_uri_not_supported" && answer["state"] == "s t/ä")
        }
    }

    @Test("oidcc-ensure-request-object-with-redirect-uri", arguments: ConformancePlan.allCases)
    func objectWithRedirect(plan: ConformancePlan) async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server)
            let mode = try SigningClient.value("\"\(plan.rawValue)\"")
            let object = try signing.object(["response_mode": mode])
            let query = [
                ("client_id", signing.client.id), ("redirect_uri", "https://evil.example/"), ("request", object),
            ]
            let browser = TestBrowser(server)
            let answer = try await browser.authorize(query.map { ($0.0, $0.1) })
            let isForm = browser.page.text.contains("action=\"\(TestClient.callback)\"")
            let isQuery = answer["code"] != nil && browser.location?.hasPrefix(TestClient.callback) ?? false
            #expect(plan == .formPost ? isForm : isQuery)
        }
    }
}
