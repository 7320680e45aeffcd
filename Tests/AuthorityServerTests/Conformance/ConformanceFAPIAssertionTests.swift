// The modules of FAPI 2.0 about what a client signs to prove itself: one test of the same intent each.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: FAPI 2.0 assertions")
struct ConformanceFAPIAssertionTests {
    /// The endpoints to which a client proves itself.
    private enum Place: CaseIterable {
        case push, token
    }

    /// Sends what a client signed, with a request that is otherwise good.
    private func answer(_ proof: [(name: String, value: String)], at place: Place, _ run: FAPIRun) async throws -> TestAnswer {
        switch place {
        case .push:
            return try await run.server.form("/oauth/par", FormParameters.text(run.client.parameters() + proof))
        case .token:
            let form = [
                ("grant_type", "authorization_code"), ("code", try await run.code()),
                ("redirect_uri", TestClient.callback), ("code_verifier", TestClient.verifier),
            ]
            return try await run.server.form(
                "/oauth/token", FormParameters.text(form.map { ($0.0, $0.1) } + proof), [run.proof()])
        }
    }

    /// Changes some claims of an assertion; it must then be refused, or taken.
    private func assertion(
        with changes: [String: String?],
        passes: Bool = false,
        at places: [Place] = Place.allCases
    ) async throws {
        try await FAPIRun.run { run async throws in
            for place in places {
                let assertion = try run.asserter.assertion(run.client.id, at: run.server.now, changes)
                try expect(
                    await answer(run.asserter.parameters(assertion), at: place, run), passes: passes, at: place, "\(changes)")
            }
        }
    }

    private func expect(_ answer: TestAnswer, passes: Bool, at place: Place, _ name: String) {
        if passes {
            #expect(answer.status == (place == .push ? 201 : 200), "\(name): \(answer.text)")
        } else {
            #expect([400, 401].contains(answer.status), "\(name)")
            #expect(["invalid_client", "invalid_request"].contains(answer["error"] ?? ""), "\(name): \(answer.text)")
        }
    }

    private static let now = TestAuthority.now

    @Test("fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint")
    func none() async throws {
        try await FAPIRun.run { run async throws in
            let answer = try await answer([("client_id", run.client.id)], at: .token, run)
            #expect(answer.status == 401 && answer["error"] == "invalid_client")
        }
    }

    @Test("fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails")
    func expired() async throws { try await assertion(with: ["exp": "\(Self.now - 300)"]) }

    @Test("fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails")
    func wrongAudience() async throws { try await assertion(with: ["aud": #""https://other.example""#]) }

    @Test("fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails")
    func noSubject() async throws { try await assertion(with: ["sub": nil]) }

    @Test("fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted")
    func soon() async throws {
        try await assertion(with: ["iat": "\(Self.now + 8)", "nbf": "\(Self.now + 8)"], passes: true)
    }

    @Test("fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails")
    func later() async throws {
        let later = Self.now + 61
        for changes in [["iat": later, "nbf": later, "exp": later + 60], ["nbf": later, "exp": later + 60], ["iat": later]] {
            try await assertion(with: changes.mapValues { "\($0)" })
        }
    }

    @Test("fapi2-security-profile-final-par-test-array-as-audience-fails")
    func list() async throws {
        for list in [#"["https://auth.example.com","https://other.example"]"#, #"["https://auth.example.com"]"#] {
            try await assertion(with: ["aud": list])
        }
    }

    @Test("fapi2-security-profile-final-par-test-par-endpoint-url-as-audience-fails")
    func pushURL() async throws { try await assertion(with: ["aud": #""https://auth.example.com/oauth/par""#]) }

    @Test("fapi2-security-profile-final-par-test-token-endpoint-url-as-audience-fails")
    func tokenURL() async throws { try await assertion(with: ["aud": #""https://auth.example.com/oauth/token""#]) }

    @Test("fapi2-security-profile-final-ensure-signed-client-assertion-with-RS256-fails")
    func rs256() async throws {
        try await TestServer.run { server async throws in
            // The key is one that RS256 could be made with, and the client is registered for PS256.
            let asserter = try TestAsserter(.rs256)
            let text = String(decoding: asserter.keys, as: UTF8.self).replacing(#""alg":"RS256","#, with: "")
            let keys = try JSONDocument.object(parsing: Array(text.utf8))
            for (algorithm, status) in [("PS256", 401), ("RS256", 200)] {
                let run = try await FAPIRun(server, asserter: asserter) {
                    ($0.keys, $0.authenticationAlgorithm) = (keys, algorithm)
                    // Else it could not get as far as a code.
                    $0.requiresPushedRequests = false
                }
                let code = try #require(try await run.browser.authorize(run.client.parameters())["code"])
                let answer = try await run.client.redeem(code, [:], [run.proof()])
                #expect(answer.status == status, "\(algorithm): \(answer.text)")
                if status == 401 { #expect(answer["error"] == "invalid_client") }
            }
        }
    }

    /// Each way in which an assertion can be wrong, by what the client changes.
    private static let wrongClaims: [(String, [String: String?])] = [
        ("no sub", ["sub": nil]), ("another sub", ["sub": #""other""#]), ("no iss", ["iss": nil]),
        ("another iss", ["iss": #""other""#]), ("no aud", ["aud": nil]), ("another aud", ["aud": #""https://other.example""#]),
        ("aud of PAR", ["aud": #""https://auth.example.com/oauth/par""#]),
        ("aud of the token endpoint", ["aud": #""https://auth.example.com/oauth/token""#]),
        ("aud in a list", ["aud": #"["https://auth.example.com","https://other.example"]"#]),
        ("expired", ["exp": "\(now - 300)"]),
        ("ahead", ["iat": "\(now + 61)", "nbf": "\(now + 61)", "exp": "\(now + 121)"]),
    ]

    @Test("fapi2-security-profile-final-ensure-invalid-client-assertions-fail")
    func invalid() async throws {
        try await FAPIRun.run { run async throws in
            let (id, now) = (run.client.id, run.server.now)
            func good(_ changes: [String: String?] = [:]) throws -> String { try run.asserter.assertion(id, at: now, changes) }
            let parts = try good().split(separator: ".").map(String.init)
            let other = try good().split(separator: ".").map(String.init)
            let unsigned = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + parts[1] + "."
            let type = ("client_assertion_type", ClientAssertion.type)
            var rows: [(String, [(String, String)], passes: Bool)] = [
                ("none", [("client_id", id)], false), ("no type", [("client_assertion", try good())], false),
                ("no type, named", [("client_id", id), ("client_assertion", try good())], false),
                ("another type", [("client_assertion_type", "jwt"), ("client_assertion", try good())], false),
                ("alg none", [type, ("client_assertion", unsigned)], false),
                ("another's signature", [type, ("client_assertion", parts[0] + "." + parts[1] + "." + other[2])], false),
                ("8 s ahead", [type, ("client_assertion", try good(["iat": "\(now + 8)", "nbf": "\(now + 8)"]))], true),
            ]
            for (name, changes) in Self.wrongClaims {
                rows.append((name, [type, ("client_assertion", try good(changes))], false))
            }
            rows.append(("good", [type, ("client_assertion", try good())], true))
            for (name, proof, passes) in rows {
                let sent = proof.map { (name: $0.0, value: $0.1) }
                try expect(await answer(sent, at: .push, run), passes: passes, at: .push, name)
            }
        }
    }
}
