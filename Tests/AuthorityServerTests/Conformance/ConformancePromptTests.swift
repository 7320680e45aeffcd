// The modules of the plans Basic and Form Post about the person: prompts, ages, hints, displays; and the plan Config.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: prompts")
struct ConformancePromptTests {
    @Test("oidcc-prompt-login", arguments: ConformancePlan.allCases)
    func login(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let first = try run.identity(await run.tokens())
            run.server.wait(2)
            _ = try await run.ask(["prompt": "login"])
            #expect(run.isAtSignIn)
            let second = try run.identity(await run.tokens(["prompt": "login"]))
            #expect(second["auth_time"]?.integer == first["auth_time"]?.integer.map { $0 + 2 })
        }
    }

    @Test("oidcc-prompt-none-not-logged-in", arguments: ConformancePlan.allCases)
    func noneWithout(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let answer = try await run.ask(["prompt": "none"])
            #expect(answer["error"] == "login_required" && answer["state"] == "s t/ä" && answer["iss"] != nil)
        }
    }

    @Test("oidcc-prompt-none-logged-in", arguments: ConformancePlan.allCases)
    func noneWith(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let first = try run.identity(await run.tokens())
            let code = try #require(try await run.ask(["prompt": "none"])["code"])
            let second = try run.identity(await run.client.redeem(code))
            #expect(first["sub"]?.string == second["sub"]?.string)
            #expect(first["auth_time"]?.integer == second["auth_time"]?.integer)
        }
    }

    @Test("oidcc-max-age-1", arguments: ConformancePlan.allCases)
    func maximumAge1(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let first = try run.identity(await run.tokens())
            run.server.wait(2)
            _ = try await run.ask(["max_age": "1"])
            #expect(run.isAtSignIn)
            let second = try run.identity(await run.tokens(["max_age": "1"]))
            #expect(second["auth_time"]?.integer == first["auth_time"]?.integer.map { $0 + 2 })
        }
    }

    @Test("oidcc-max-age-10000", arguments: ConformancePlan.allCases)
    func maximumAge10000(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let first = try run.identity(await run.tokens())
            run.server.wait(2)
            let code = try #require(try await run.ask(["max_age": "10000"])["code"])
            let second = try run.identity(await run.client.redeem(code))
            #expect(second["auth_time"]?.integer == first["auth_time"]?.integer && second["auth_time"] != nil)
        }
    }

    @Test("oidcc-id-token-hint", arguments: ConformancePlan.allCases)
    func hint(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let tokens = try await run.tokens()
            let hint = tokens["id_token"]
            // It may have expired.
            run.server.wait(7_000)
            let code = try #require(try await run.ask(["prompt": "none", "id_token_hint": hint])["code"])
            #expect(try run.identity(await run.client.redeem(code))["sub"]?.string == "usr_ana")
            // One of another server, one that was changed, and none at all.
            let foreign = try SigningKey.generate(.es256).signToken(type: TokenType("JWT")) { $0.member("sub", "usr_ana") }
            for wrong in [foreign, String((hint ?? "").dropLast(4)) + "AAAA", "junk", tokens["access_token"]] {
                #expect(try await run.ask(["prompt": "none", "id_token_hint": wrong])["error"] == "invalid_request")
            }
            // Somebody else is signed in.
            let other = TestBrowser(run.server)
            try await other.signIn("ben", password: TestAuthority.bensPassword)
            let query = run.client.parameters(scope: "openid", ["prompt": "none", "id_token_hint": hint])
            try await other.get("/oauth/authorize?\(FormParameters.text(query))")
            #expect(other.answer["error"] == "login_required")
        }
    }

    @Test("oidcc-login-hint", arguments: ConformancePlan.allCases)
    func loginHint(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            _ = try await run.ask(["login_hint": "ana\"><b>"])
            try await run.browser.get(try #require(run.browser.location))
            #expect(run.browser.page.text.contains("value=\"ana&quot;&gt;&lt;b&gt;\""))
            _ = try await run.tokens(["login_hint": "ana"])
        }
    }

    @Test("oidcc-display-page", arguments: ConformancePlan.allCases)
    func displayPage(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in _ = try await run.tokens(["display": "page"]) }
    }

    @Test("oidcc-display-popup", arguments: ConformancePlan.allCases)
    func displayPopup(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in _ = try await run.tokens(["display": "popup"]) }
    }

    @Test("oidcc-ui-locales", arguments: ConformancePlan.allCases)
    func locales(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in _ = try await run.tokens(["ui_locales": "se"]) }
    }

    @Test("oidcc-ensure-request-with-acr-values-succeeds", arguments: ConformancePlan.allCases)
    func classes(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            #expect(try run.identity(await run.tokens(["acr_values": "1 2"]))["acr"] != nil)
        }
    }

    @Test("oidcc-discovery-endpoint-verification")
    func discovery() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/.well-known/openid-configuration")
            #expect(answer.status == 200 && answer.header("Content-Type") == "application/json")
            #expect(answer["issuer"] == "https://auth.example.com")
            for name in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] {
                #expect(answer[name]?.hasPrefix("https://auth.example.com/") ?? false, "\(name)")
            }
            func holds(_ name: String, _ value: String) -> Bool {
                (answer.json?[name]?.elements ?? []).contains { $0.equals(value) }
            }
            #expect(holds("response_types_supported", "code") && holds("subject_types_supported", "public"))
            #expect(holds("id_token_signing_alg_values_supported", "RS256") && holds("scopes_supported", "openid"))
            #expect(holds("claims_supported", "sub") && holds("response_modes_supported", "form_post"))
            #expect(holds("code_challenge_methods_supported", "S256") && holds("grant_types_supported", "authorization_code"))
            #expect(answer.json?["claims_parameter_supported"]?.bool == true)
            let keys = try await server.send(.get, "/.well-known/jwks.json")
            #expect(try !JWKSet(parsing: keys.body, algorithms: SignatureAlgorithm.asymmetric).keys.isEmpty)
        }
    }
}
