// The modules of FAPI 2.0 about the request that is pushed, and what comes back of it: one test of the same intent each.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: FAPI 2.0 requests")
struct ConformanceFAPIRequestTests {
    /// A request is refused when it is pushed, with one of these codes.
    private func refused(_ changes: [String: String?], with codes: [String] = ["invalid_request"]) async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.client.push(run.client.parameters(changes), [run.proof("/oauth/par")])
            #expect(answer.status == 400 && codes.contains(answer["error"] ?? ""), "\(answer.text)")
        }
    }

    /// What a request says comes back as it was, or not at all.
    private func echoes(state: String?, nonce: String?) async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.authorize(["state": state, "nonce": nonce])
            #expect(answer["state"] == state && answer["iss"] == FAPIRun.origin)
            let tokens = try await run.tokens(try #require(answer["code"]))
            #expect(try run.identity(tokens)["nonce"]?.string == nonce)
        }
    }

    @Test("fapi2-security-profile-final-ensure-authorization-request-without-state-success")
    func withoutState() async throws { try await echoes(state: nil, nonce: "n") }

    @Test("fapi2-security-profile-final-ensure-authorization-request-without-nonce-success")
    func withoutNonce() async throws { try await echoes(state: "s", nonce: nil) }

    @Test("fapi2-security-profile-final-ensure-authorization-request-with-64-char-nonce-success")
    func longerNonce() async throws { try await echoes(state: "s", nonce: String(repeating: "n", count: 64)) }

    @Test("fapi2-security-profile-final-ensure-authorization-request-with-long-nonce")
    func longNonce() async throws { try await echoes(state: "s", nonce: String(repeating: "n", count: 384)) }

    @Test("fapi2-security-profile-final-ensure-authorization-request-with-long-state")
    func longState() async throws { try await echoes(state: String(repeating: "s", count: 1_000), nonce: "n") }

    @Test("fapi2-security-profile-final-ensure-other-scope-order-succeeds")
    func scopeOrder() async throws {
        try await FAPIRun.run { run async throws in
            let tokens = try await run.tokens(run.code(scope: "notes:read email openid"))
            #expect(tokens["id_token"] != nil)
            #expect(try await run.userinfo(tokens)["email"] == "ana@example.com")
        }
    }

    @Test("fapi2-security-profile-final-test-claims-parameter-identity-claims")
    func claims() async throws {
        try await FAPIRun.run { run async throws in
            let metadata = try await run.server.send(.get, "/.well-known/openid-configuration")
            #expect(metadata.json?["claims_parameter_supported"]?.bool == true)
            let names = (metadata.json?["claims_supported"]?.elements ?? []).compactMap(\.string)
            let told = ["name", "email", "email_verified", "phone_number", "phone_number_verified", "address"]
            #expect(Set(told).isSubset(of: names))
            // Each form of a request, and members that nobody knows.
            let asked = told.map { "\"\($0)\":\(["null", #"{"essential":true}"#, #"{"essential":false}"#][$0.utf8.count % 3])" }
            let members = (asked + [#""made_up":{"essential":true}"#, #""other":null"#]).joined(separator: ",")
            let claims = #"{"userinfo":{\#(members)},"id_token":{\#(members)},"elsewhere":{"name":null}}"#
            let tokens = try await run.tokens(run.code(["claims": claims]))
            let (userinfo, identity) = (try await run.userinfo(tokens), try run.identity(tokens))
            #expect(userinfo.status == 200 && userinfo["sub"] == identity["sub"]?.string)
            for name in told {
                #expect(userinfo.json?[name] != nil && identity[name] != nil, "\(name)")
            }
            for name in ["made_up", "other"] {
                #expect(userinfo.json?[name] == nil && identity[name] == nil, "\(name)")
            }
        }
    }

    @Test("fapi2-security-profile-final-user-rejects-authentication")
    func denied() async throws {
        try await TestServer.run { server async throws in
            for query in ["", "?dummy1=lorem&dummy2=ipsum"] {
                let (uri, state) = (TestClient.callback + query, String(repeating: "s", count: 128))
                let run = try await FAPIRun(server) { $0.redirectURIs = [uri] }
                try await run.browser.signIn()
                let pushed = try await run.client.pushed(["redirect_uri": uri, "state": state])
                try await run.browser.get("/oauth/authorize?\(FormParameters.text(pushed))")
                try await run.browser.post("/consent", run.browser.hidden + [("decision", "deny")])
                let answer = run.browser.answer
                #expect(answer["error"] == "access_denied" && answer["state"] == state && answer["iss"] == FAPIRun.origin)
                #expect(run.browser.location?.hasPrefix(uri) ?? false)
                #expect(Set(answer.keys).subtracting(["dummy1", "dummy2"]) == ["error", "error_description", "state", "iss"])
            }
        }
    }

    @Test("fapi2-security-profile-final-ensure-different-nonce-inside-and-outside-request-object")
    func otherNonce() async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.authorize(["nonce": "inside"], beside: [("nonce", "outside")])
            let tokens = try await run.tokens(try #require(answer["code"]))
            #expect(try run.identity(tokens)["nonce"]?.string == "inside")
        }
    }

    @Test("fapi2-security-profile-final-ensure-different-state-inside-and-outside-request-object")
    func otherState() async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.authorize(["state": "inside"], beside: [("state", "outside")])
            #expect(answer["code"] != nil && answer["state"] == "inside")
        }
    }

    @Test("fapi2-security-profile-final-state-only-outside-request-object-not-used")
    func stateOutside() async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.authorize(["state": nil], beside: [("state", "outside")])
            #expect(answer["code"] != nil && answer["state"] == nil)
        }
    }

    // Also of a client that has only one: what is missing might have been taken away.
    @Test("fapi2-security-profile-final-ensure-redirect-uri-in-authorization-request")
    func redirectURI() async throws { try await refused(["redirect_uri": nil]) }

    @Test("fapi2-security-profile-final-ensure-request-object-without-redirect-uri-fails")
    func redirectURIOfAnObject() async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server)
            let object = try signing.object(["redirect_uri": nil])
            let answer = try await signing.client.push([
                ("client_id", signing.client.id), ("request", object), ("redirect_uri", TestClient.callback),
            ])
            #expect(answer.status == 400 && ["invalid_request", "invalid_request_object"].contains(answer["error"] ?? ""))
        }
    }

    static let otherURIs = [
        "https://evil.example/", TestClient.callback + "/more", TestClient.callback + "?a=b", "https://CLIENT.example/callback",
    ]

    @Test("fapi2-security-profile-final-ensure-registered-redirect-uri", arguments: otherURIs)
    func unregistered(uri: String) async throws { try await refused(["redirect_uri": uri]) }

    // The profile lets a server take it (RFC 9126 §2.4). This one doesn't.
    @Test("fapi2-security-profile-final-plain-fapi-tolerate-unregistered-redirect-uri")
    func unregisteredIsNotTolerated() async throws { try await refused(["redirect_uri": TestClient.callback + "random"]) }

    @Test("fapi2-security-profile-final-ensure-response-type-code-idtoken-fails")
    func hybrid() async throws {
        try await refused(["response_type": "code id_token"], with: ["unsupported_response_type"])
    }

    @Test("fapi2-security-profile-final-ensure-response-type-token-fails", arguments: ["token", "token id_token", "none"])
    func implicit(type: String) async throws {
        try await refused(["response_type": type], with: ["unsupported_response_type"])
    }

    @Test("fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails")
    func withoutPushing() async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.browser.authorize(run.client.parameters())
            #expect(answer["error"] == "invalid_request" && answer["state"] == "s t/ä" && answer["code"] == nil)
        }
    }

    @Test("fapi2-security-profile-final-par-ensure-pkce-required")
    func challenge() async throws { try await refused(["code_challenge": nil, "code_challenge_method": nil]) }

    @Test("fapi2-security-profile-final-par-plain-pkce-rejected")
    func plain() async throws {
        try await refused(["code_challenge": TestClient.verifier, "code_challenge_method": "plain"])
        // Without a method it would be plain (RFC 7636 §4.3).
        try await refused(["code_challenge": TestClient.verifier, "code_challenge_method": nil])
    }

    @Test("fapi2-security-profile-final-ensure-pkce-code-verifier-required")
    func verifier() async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.client.redeem(run.code(), ["code_verifier": nil], [run.proof()])
            #expect(answer.status == 400 && answer["error"] == "invalid_grant")
        }
    }

    @Test("fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected")
    func wrongVerifier() async throws {
        try await FAPIRun.run { run async throws in
            let wrong = String(repeating: "a", count: 43)
            let answer = try await run.client.redeem(run.code(), ["code_verifier": wrong], [run.proof()])
            #expect(answer.status == 400 && answer["error"] == "invalid_grant")
        }
    }
}
