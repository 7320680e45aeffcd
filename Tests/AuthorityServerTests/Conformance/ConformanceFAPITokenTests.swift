// The modules of FAPI 2.0 about the whole flow, its tokens and the metadata: one test of the same intent each.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: FAPI 2.0 tokens")
struct ConformanceFAPITokenTests {
    @Test(
        "fapi2-security-profile-final-discovery-end-point-verification",
        arguments: ["openid-configuration", "oauth-authorization-server"]
    )
    func discovery(name: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/.well-known/\(name)")
            #expect(answer.status == 200 && answer.header("Content-Type") == "application/json")
            #expect(answer["issuer"] == FAPIRun.origin)
            for name in [
                "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
                "pushed_authorization_request_endpoint",
            ] {
                #expect(answer[name]?.hasPrefix("https://auth.example.com/") ?? false, "\(name)")
            }
            func values(_ name: String) -> [String] { (answer.json?[name]?.elements ?? []).compactMap(\.string) }
            for (name, value) in [
                ("response_types_supported", "code"), ("code_challenge_methods_supported", "S256"),
                ("token_endpoint_auth_methods_supported", "private_key_jwt"), ("scopes_supported", "openid"),
                ("subject_types_supported", "public"), ("grant_types_supported", "refresh_token"),
            ] {
                #expect(values(name).contains(value), "\(name)")
            }
            for name in [
                "dpop_signing_alg_values_supported", "id_token_signing_alg_values_supported",
                "token_endpoint_auth_signing_alg_values_supported", "userinfo_signing_alg_values_supported",
            ] {
                #expect(Set(values(name)).isSuperset(of: ["ES256", "PS256", "EdDSA"]), "\(name)")
                #expect(!values(name).contains("none"))
            }
            #expect(!values("dpop_signing_alg_values_supported").contains("RS256"))
            #expect(answer.json?["authorization_response_iss_parameter_supported"]?.bool == true)
            #expect(answer.json?["require_pushed_authorization_requests"] == nil)
        }
        try await TestServer.run(mustPush: true) { server async throws in
            let answer = try await server.send(.get, "/.well-known/\(name)")
            #expect(answer.json?["require_pushed_authorization_requests"]?.bool == true)
        }
    }

    @Test("fapi2-security-profile-final-happy-flow")
    func happy() async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.authorize(
                ["nonce": "n"], [run.proof("/oauth/par")], beside: [("response_type", "code"), ("scope", "openid")])
            #expect(answer["state"] == "s t/ä" && answer["iss"] == FAPIRun.origin)
            let tokens = try await run.tokens(try #require(answer["code"]))
            try check(tokens, of: run, nonce: "n")
            let access = try #require(tokens["access_token"])
            // Whatever a client says that it accepts, but never a token in the query (FAPI 2.0 §5.3.4).
            for accept in ["application/json; charset=utf-8", "application/json, */*"] {
                #expect(try await run.userinfo(tokens, [.field("Accept", accept)]).status == 200, "\(accept)")
            }
            let proof = try run.sender.proof("GET", FAPIRun.userinfoURL, token: access, at: run.server.now)
            let inQuery = try await run.server.send(
                .get, "/oauth/userinfo?access_token=\(access)", [.field("DPoP", proof)])
            #expect((400..<500).contains(inQuery.status))

            // A second client, whose request names its key and brings no proof (RFC 9449 §10).
            let second = try await FAPIRun(run.server)
            let other = try await second.tokens(
                second.code(["nonce": "second", "dpop_jkt": second.sender.bond.keyThumbprint]))
            try check(other, of: second, nonce: "second")
            #expect(try await second.userinfo(other).status == 200)
            #expect(try await run.userinfo(other).status == 401)
            #expect(try await second.userinfo(tokens).status == 401)
        }
    }

    private func check(_ tokens: TestAnswer, of run: FAPIRun, nonce: String) throws {
        let token = try CompactJWS(parsing: try #require(tokens["id_token"]))
        #expect(token.header.algorithm == "ES256")
        let key = try #require(run.server.house.authority.keys.published.key(id: token.header.keyID))
        let identity = try JSONDocument.object(parsing: token.payload(provenWith: key))
        #expect(identity["iss"]?.string == FAPIRun.origin && identity["aud"]?.string == run.client.id)
        #expect(identity["nonce"]?.string == nonce && identity["sub"]?.string == "usr_ana")
        // Nothing that nobody asked for.
        for name in ["name", "email", "address", "phone_number"] { #expect(identity[name] == nil, "\(name)") }
        let access = try run.server.house.verified(try #require(tokens["access_token"]))
        #expect(try Confirmation(in: access.claims) == run.sender.bond)
        #expect(tokens["scope"] == "openid notes:read" && tokens.json?["expires_in"]?.integer != nil)
    }

    @Test("fapi2-security-profile-final-ensure-client-id-in-token-endpoint")
    func otherClientID() async throws {
        try await FAPIRun.run { run async throws in
            let (other, code) = (try await FAPIRun(run.server), try await run.code())
            // The second client's name and an assertion of it that the first one signed.
            let assertion = try run.asserter.assertion(other.client.id, at: run.server.now)
            let form = [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestClient.callback),
                ("code_verifier", TestClient.verifier), ("client_id", other.client.id),
            ]
            let answer = try await run.server.form(
                "/oauth/token", FormParameters.text(form.map { ($0.0, $0.1) } + run.asserter.parameters(assertion)),
                [run.proof()])
            #expect(answer.status == 401 && answer["error"] == "invalid_client")
            // And the first one's proof that it is itself, beside the other's name.
            let mixed = try await run.client.redeem(code, ["client_id": other.client.id], [run.proof()])
            #expect(mixed.status == 400 && mixed["error"] == "invalid_request")
        }
    }

    @Test("fapi2-security-profile-final-ensure-holder-of-key-required")
    func withoutProof() async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await run.client.redeem(run.code())
            let allowed = ["invalid_request", "invalid_grant", "invalid_dpop_proof"]
            #expect(answer.status == 400 && allowed.contains(answer["error"] ?? ""))
            #expect(answer["access_token"] == nil)
        }
    }

    @Test("fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client")
    func boundCode() async throws {
        try await FAPIRun.run { run async throws in
            let (other, code) = (try await FAPIRun(run.server), try await run.code())
            let answer = try await other.client.redeem(code, [:], [other.proof()])
            #expect(answer.status == 400 && answer["error"] == "invalid_grant")
            // It was not taken from who may use it.
            _ = try await run.tokens(code)
        }
    }

    @Test("fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second")
    func reuse() async throws {
        try await FAPIRun.run { run async throws in
            let code = try await run.code()
            let tokens = try await run.tokens(code)
            #expect(try await run.userinfo(tokens).status == 200)
            run.server.wait(1)
            let again = try await run.client.redeem(code, [:], [run.proof()])
            #expect(again.status == 400 && again["error"] == "invalid_grant")
            #expect(try await run.userinfo(tokens).status == 401)
        }
    }

    @Test("fapi2-security-profile-final-ensure-token-endpoint-fails-with-expired-auth-code")
    func expiredCode() async throws {
        try await FAPIRun.run { run async throws in
            for (seconds, status) in [(59, 200), (60, 400), (62, 400)] {
                let code = try await run.code()
                run.server.wait(seconds)
                let answer = try await run.client.redeem(code, [:], [run.proof()])
                #expect(answer.status == status, "\(seconds)")
                if status == 400 { #expect(answer["error"] == "invalid_grant") }
            }
        }
    }

    @Test("fapi2-security-profile-final-refresh-token")
    func refresh() async throws {
        try await FAPIRun.run { run async throws in
            let first = try await run.tokens(run.code(["nonce": "n"]))
            let token = try #require(first["refresh_token"])
            #expect(token.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            run.server.wait(5)
            let second = try await run.client.refresh(token, [], [run.proof()])
            #expect(second.status == 200 && second["token_type"] == "DPoP")
            #expect(second["access_token"] != first["access_token"])
            #expect(try await run.userinfo(second).status == 200)
            let (old, new) = (try run.identity(first), try run.identity(second))
            for name in ["iss", "sub", "aud"] { #expect(old[name]?.string == new[name]?.string, "\(name)") }
            #expect(old["auth_time"]?.integer == new["auth_time"]?.integer && new["iat"]?.integer == run.server.now)
            // An answer that was lost costs the client nothing (FAPI 2.0 §5.3.2.1).
            run.server.wait(30)
            #expect(try await run.client.refresh(token, [], [run.proof()]).status == 200)

            // Without the key, without the client's proof, and by another client.
            let other = try await FAPIRun(run.server)
            let withoutKey = try await run.client.refresh(token)
            #expect(withoutKey.status == 400 && withoutKey["error"] == "invalid_dpop_proof")
            let form = "grant_type=refresh_token&refresh_token=\(token)&client_id=\(run.client.id)"
            let unproven = try await run.server.form("/oauth/token", form, [run.proof()])
            #expect(unproven.status == 401 && unproven["error"] == "invalid_client")
            let others = try #require(try await other.tokens(other.code())["refresh_token"])
            for (shown, run, sender) in [(token, other, other), (others, run, run), (others, run, other)] {
                let answer = try await run.client.refresh(shown, [], [sender.proof()])
                #expect(answer.status == 400 && answer["error"] == "invalid_grant")
            }
            #expect(try await other.client.refresh(others, [], [other.proof()]).status == 200)
            // What binds it is the client's own key: that of the tokens may be another one by then (RFC 9449 §5).
            let moved = try await run.client.refresh(token, [], [other.proof()])
            #expect(try await run.userinfo(moved).status == 401)
            #expect(try await run.userinfo(moved, by: other.sender).status == 200)
        }
    }
}
