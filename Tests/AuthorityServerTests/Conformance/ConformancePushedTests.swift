// The modules of FAPI 2.0 about the authorization request: one test of the same intent each.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: pushed requests")
struct ConformancePushedTests {
    /// A client as FAPI 2.0 has it: it pushes every request.
    private static func run(_ body: @escaping @Sendable (TestServer, TestClient) async throws -> Void) async throws {
        try await TestServer.run { server async throws in
            try await body(server, try await TestClient(server) { $0.requiresPushedRequests = true })
        }
    }

    private static func page(_ query: [(name: String, value: String)], _ server: TestServer) async throws -> TestAnswer {
        try await TestBrowser(server).get("/oauth/authorize?\(FormParameters.text(query))")
    }

    @Test("fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails")
    func withoutPushing() async throws {
        try await Self.run { server, client async throws in
            #expect(try await TestBrowser(server).authorize(client.parameters())["error"] == "invalid_request")
        }
    }

    @Test("fapi2-security-profile-final-par-attempt-reuse-request-uri")
    func reuse() async throws {
        try await Self.run { server, client async throws in
            let query = try await client.pushed()
            #expect(try await TestBrowser(server).authorize(query)["code"] != nil)
            #expect(try await Self.page(query, server).status == 400)
        }
    }

    @Test("fapi2-security-profile-final-par-attempt-to-use-expired-request-uri")
    func expired() async throws {
        try await Self.run { server, client async throws in
            let query = try await client.pushed()
            server.wait(90)
            #expect(try await Self.page(query, server).status == 400)
        }
    }

    @Test("fapi2-security-profile-final-par-attempt-to-use-request-uri-for-different-client")
    func foreign() async throws {
        try await Self.run { server, client async throws in
            let other = try await TestClient(server)
            let name = try #require(try await client.pushed().last)
            #expect(try await Self.page([("client_id", other.id), name], server).status == 400)
        }
    }

    @Test("fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds")
    func reload() async throws {
        try await Self.run { server, client async throws in
            let query = try await client.pushed()
            for _ in 0..<2 { #expect(try await Self.page(query, server).status == 303) }
            #expect(try await TestBrowser(server).authorize(query)["code"] != nil)
        }
    }

    @Test("fapi2-security-profile-final-par-authorization-request-containing-request-uri-form-param")
    func nested() async throws {
        try await Self.run { server, client async throws in
            let name = try #require(try await client.pushed().last)
            #expect(try await client.push(client.parameters() + [name])["error"] == "invalid_request")
        }
    }

    @Test("fapi2-security-profile-final-par-ensure-pkce-required")
    func challenge() async throws {
        try await Self.run { _, client async throws in
            let answer = try await client.push(client.parameters(["code_challenge": nil, "code_challenge_method": nil]))
            #expect(answer.status == 400 && answer["error"] == "invalid_request")
        }
    }

    @Test("fapi2-security-profile-final-par-ensure-plain-pkce-rejected")
    func plain() async throws {
        try await Self.run { _, client async throws in
            let answer = try await client.push(client.parameters(["code_challenge_method": "plain"]))
            #expect(answer.status == 400 && answer["error"] == "invalid_request")
        }
    }

    @Test("fapi2-security-profile-final-par-ensure-pkce-code-verifier-required")
    func verifier() async throws {
        try await Self.run { server, client async throws in
            let code = try #require(try await TestBrowser(server).authorize(client.pushed())["code"])
            #expect(try await client.redeem(code, ["code_verifier": nil])["error"] == "invalid_grant")
        }
    }

    @Test("fapi2-security-profile-final-par-incorrect-pkce-code-verifier-rejected")
    func wrongVerifier() async throws {
        try await Self.run { server, client async throws in
            let code = try #require(try await TestBrowser(server).authorize(client.pushed())["code"])
            let wrong = String(repeating: "a", count: 43)
            #expect(try await client.redeem(code, ["code_verifier": wrong])["error"] == "invalid_grant")
        }
    }

    @Test("fapi2-security-profile-final-par-without-duplicate-parameters")
    func noDuplicates() async throws {
        try await Self.run { server, client async throws in
            // The browser brings nothing of the request again.
            let query = try await client.pushed()
            #expect(query.count == 2)
            #expect(try await TestBrowser(server).authorize(query)["state"] == "s t/ä")
        }
    }

    @Test("fapi2-security-profile-final-ensure-response-type-token-fails", arguments: ["token", "code id_token"])
    func responseType(type: String) async throws {
        try await Self.run { _, client async throws in
            let answer = try await client.push(client.parameters(["response_type": type]))
            #expect(answer.status == 400 && answer["error"] == "unsupported_response_type")
        }
    }

    @Test("fapi2-security-profile-final-ensure-registered-redirect-uri")
    func redirectURI() async throws {
        try await Self.run { _, client async throws in
            let answer = try await client.push(client.parameters(["redirect_uri": "https://evil.example/"]))
            #expect(answer.status == 400 && answer["error"] == "invalid_request")
        }
    }

    @Test("fapi2-security-profile-final-user-rejects-authentication")
    func denied() async throws {
        try await Self.run { server, client async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/oauth/authorize?\(FormParameters.text(try await client.pushed()))")
            try await browser.post("/consent", browser.hidden + [("decision", "deny")])
            #expect(browser.answer["error"] == "access_denied" && browser.answer["state"] == "s t/ä")
        }
    }

    @Test("fapi2-security-profile-final-ensure-authorization-request-without-state-success")
    func withoutState() async throws {
        try await Self.run { server, client async throws in
            let answer = try await TestBrowser(server).authorize(client.pushed(["state": nil]))
            #expect(answer["code"] != nil && answer["state"] == nil)
        }
    }

    @Test("fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client")
    func boundCode() async throws {
        try await Self.run { server, client async throws in
            let code = try #require(try await TestBrowser(server).authorize(client.pushed())["code"])
            #expect(try await TestClient(server).redeem(code)["error"] == "invalid_grant")
        }
    }
}
