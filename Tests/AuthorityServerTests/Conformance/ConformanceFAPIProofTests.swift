// The modules of FAPI 2.0 about proofs of possession: one test of the same intent each.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

/// A proof of which a test changes header members and claims (as JSON), or leaves them out.
struct ProofDraft {
    var header: [String: String]
    var claims: [String: String]
    let key: SigningKey

    /// A good proof of a sender.
    init(_ sender: TestSender, _ method: String, _ url: String, token: String? = nil, at now: Int) throws {
        key = sender.key
        let parts = try sender.proof(method, url, token: token, at: now).split(separator: ".")
        func members(_ part: Substring) throws -> [String: String] {
            let object = try JSONDocument.object(parsing: Base64URL.decode(String(part)))
            return Dictionary((object.members ?? []).map { ($0.name, $0.value.text) }) { $1 }
        }
        (header, claims) = (try members(parts[0]), try members(parts[1]))
    }

    private static func json(_ members: [String: String]) -> String {
        "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    func signed(by other: SigningKey? = nil) throws -> String {
        try ForgedToken.signed(header: Self.json(header), payload: Self.json(claims), by: other ?? key)
    }

    var unsigned: String { ForgedToken.unsigned(header: Self.json(header), payload: Self.json(claims)) }
}

@Suite("Conformance: FAPI 2.0 proofs")
struct ConformanceFAPIProofTests {
    private static let tokenURL = FAPIRun.origin + "/oauth/token"

    /// Goes through a flow in which each proof is changed, and must pass.
    private func flow(_ change: @escaping @Sendable (inout ProofDraft) -> Void) async throws {
        try await FAPIRun.run { run async throws in
            func proof(_ method: String, _ url: String, _ token: String? = nil) throws -> HTTPField {
                var draft = try ProofDraft(run.sender, method, url, token: token, at: run.server.now)
                change(&draft)
                return .field("DPoP", try draft.signed())
            }
            let answer = try await run.authorize([:], [proof("POST", FAPIRun.origin + "/oauth/par")])
            let code = try #require(answer["code"])
            let tokens = try await run.client.redeem(code, [:], [proof("POST", Self.tokenURL)])
            #expect(tokens.status == 200 && tokens["token_type"] == "DPoP", "\(tokens.text)")
            let access = try #require(tokens["access_token"])
            let shown = try await run.server.send(
                .get, "/oauth/userinfo",
                [.field("Authorization", "DPoP \(access)"), proof("GET", FAPIRun.userinfoURL, access)])
            #expect(shown.status == 200)
        }
    }

    @Test("fapi2-security-profile-final-check-dpop-proof-nbf-exp")
    func lifetime() async throws {
        try await flow { $0.claims.merge(["nbf": "\(TestAuthority.now)", "exp": "\(TestAuthority.now + 300)"]) { $1 } }
    }

    @Test("fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-before-succeeds")
    func earlier() async throws { try await flow { $0.claims["iat"] = "\(TestAuthority.now - 10)" } }

    @Test("fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-after-succeeds")
    func later() async throws { try await flow { $0.claims["iat"] = "\(TestAuthority.now + 10)" } }

    @Test("fapi2-security-profile-final-ensure-mismatched-dpop-jkt-fails")
    func otherThumbprint() async throws {
        try await FAPIRun.run { run async throws in
            let parameters = run.client.parameters(["dpop_jkt": try TestSender().bond.keyThumbprint])
            let answer = try await run.client.push(parameters, [run.proof("/oauth/par")])
            #expect(answer.status == 400 && ["invalid_request", "invalid_dpop_proof"].contains(answer["error"] ?? ""))
        }
    }

    /// Redeems a code with a key that its request did not name.
    private func redeemedWithAnotherKey(_ changes: [String: String?], _ fields: [HTTPField], _ run: FAPIRun) async throws {
        let code = try #require(try await run.authorize(changes, fields)["code"])
        let proof = try TestSender().proof("POST", Self.tokenURL, token: nil, at: run.server.now)
        let answer = try await run.client.redeem(code, [:], [.field("DPoP", proof)])
        let allowed = ["invalid_request", "invalid_grant", "invalid_dpop_proof"]
        #expect(answer.status == 400 && allowed.contains(answer["error"] ?? ""))
        // The code is still there for its owner.
        _ = try await run.tokens(code)
    }

    @Test("fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt")
    func otherKeyThanPushed() async throws {
        try await FAPIRun.run { run async throws in
            try await redeemedWithAnotherKey([:], [run.proof("/oauth/par")], run)
        }
    }

    @Test("fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-jkt")
    func otherKeyThanNamed() async throws {
        try await FAPIRun.run { run async throws in
            try await redeemedWithAnotherKey(["dpop_jkt": run.sender.bond.keyThumbprint], [], run)
        }
    }

    @Test("fapi2-security-profile-final-ensure-dpopproof-at-par-endpoint-binding-success")
    func boundByProof() async throws {
        try await FAPIRun.run { run async throws in
            let code = try #require(try await run.authorize([:], [run.proof("/oauth/par")])["code"])
            #expect(try await run.userinfo(run.tokens(code)).status == 200)
        }
    }

    @Test("fapi2-security-profile-final-ensure-dpop-auth-code-binding-success")
    func boundByThumbprint() async throws {
        try await FAPIRun.run { run async throws in
            let named = ["dpop_jkt": run.sender.bond.keyThumbprint]
            for fields in [[], [try run.proof("/oauth/par")]] {
                let code = try #require(try await run.authorize(named, fields)["code"])
                #expect(try await run.userinfo(run.tokens(code)).status == 200)
            }
        }
    }

    @Test("fapi2-security-profile-final-access-token-type-header-case-sensitivity", arguments: ["dPoP", "dpop", "DPOP"])
    func scheme(scheme: String) async throws {
        try await FAPIRun.run { run async throws in
            let access = try #require(try await run.tokens(run.code())["access_token"])
            let proof = try run.sender.proof("GET", FAPIRun.userinfoURL, token: access, at: run.server.now)
            let answer = try await run.server.send(
                .get, "/oauth/userinfo", [.field("Authorization", "\(scheme) \(access)"), .field("DPoP", proof)])
            #expect(answer.status == 200)
        }
    }

    /// What of a proof is changed, and whether it still passes (RFC 9449 §4.2, §4.3).
    private static let drafts: [(name: String, passes: Bool, change: @Sendable (inout ProofDraft) -> Void)] = [
        ("good", true, { _ in }),
        ("no typ", false, { $0.header["typ"] = nil }), ("another typ", false, { $0.header["typ"] = #""JWT""# }),
        ("no alg", false, { $0.header["alg"] = nil }), ("no jwk", false, { $0.header["jwk"] = nil }),
        ("no jti", false, { $0.claims["jti"] = nil }), ("no htm", false, { $0.claims["htm"] = nil }),
        ("no htu", false, { $0.claims["htu"] = nil }), ("no iat", false, { $0.claims["iat"] = nil }),
        ("no ath", false, { $0.claims["ath"] = nil }), ("another ath", false, { $0.claims["ath"] = #""x""# }),
        ("another htm", false, { $0.claims["htm"] = #""PUT""# }),
        ("another htu", false, { $0.claims["htu"] = #""https://auth.example.com/other""# }),
        ("htu with query and fragment", true, { $0.claims["htu"] = "\"\(FAPIRun.userinfoURL)?a=b#c\"" }),
        ("htu in capitals", true, { $0.claims["htu"] = #""HTTPS://AUTH.EXAMPLE.COM/oauth/userinfo""# }),
        ("htu with the port", true, { $0.claims["htu"] = #""https://auth.example.com:443/oauth/userinfo""# }),
        ("an hour ahead", false, { $0.claims["iat"] = "\(TestAuthority.now + 3_600)" }),
        ("an hour ago", false, { $0.claims["iat"] = "\(TestAuthority.now - 3_600)" }),
        ("more than is known", true, { ($0.header["extra"], $0.claims["extra"]) = ("1", #"{"a":1}"#) }),
    ]

    @Test("fapi2-security-profile-final-dpop-negative-tests")
    func negative() async throws {
        try await FAPIRun.run { run async throws in
            let access = try #require(try await run.tokens(run.code())["access_token"])
            func draft() throws -> ProofDraft {
                try ProofDraft(run.sender, "GET", FAPIRun.userinfoURL, token: access, at: run.server.now)
            }
            func status(_ proofs: [String], as scheme: String = "DPoP", at query: String = "") async throws -> Int {
                let fields = [HTTPField.field("Authorization", "\(scheme) \(access)")]
                return try await run.server.send(
                    .get, "/oauth/userinfo\(query)", fields + proofs.map { .field("DPoP", $0) }
                ).status
            }
            for (name, passes, change) in Self.drafts {
                var draft = try draft()
                change(&draft)
                #expect(try await status([draft.signed()]) == (passes ? 200 : 401), "\(name)")
            }
            let parts = try draft().signed().split(separator: ".").map(String.init)
            let others = try draft().signed().split(separator: ".").map(String.init)
            var none = try draft()
            none.header["alg"] = #""none""#
            var secret = try draft()
            secret.header["jwk"] = secret.header["jwk"].map { String($0.dropLast()) + #","d":"AA"}"# }
            var rsa = try ProofDraft(TestSender(.rs256), "GET", FAPIRun.userinfoURL, token: access, at: run.server.now)
            rsa.claims["iat"] = "\(run.server.now)"
            let stranger = try ProofDraft(TestSender(), "GET", FAPIRun.userinfoURL, token: access, at: run.server.now)
            let foreign = try SigningKey.generate(.es256)
            let once = try draft().signed()
            let rows: [(String, [String], String, Int)] = [
                ("two", [try draft().signed(), try draft().signed()], "DPoP", 401),
                ("two in one", ["\(try draft().signed()), \(try draft().signed())"], "DPoP", 401),
                ("not well-formed", [parts[0] + "." + parts[1]], "DPoP", 401), ("junk", ["junk"], "DPoP", 401),
                ("alg none", [none.unsigned], "DPoP", 401), ("RS256", [try rsa.signed()], "DPoP", 401),
                ("another's signature", [parts[0] + "." + parts[1] + "." + others[2]], "DPoP", 401),
                ("signed by another than the jwk", [try draft().signed(by: foreign)], "DPoP", 401),
                ("another's key", [try stranger.signed()], "DPoP", 401),
                ("a private key", [try secret.signed()], "DPoP", 401),
                ("none", [], "DPoP", 401), ("none, as Bearer", [], "Bearer", 401),
                ("as Bearer", [try draft().signed()], "Bearer", 401),
                ("first use", [once], "DPoP", 200), ("second use", [once], "DPoP", 401),
            ]
            for (name, proofs, scheme, expected) in rows {
                #expect(try await status(proofs, as: scheme) == expected, "\(name)")
            }
            // The query of the request is no part of what a proof is for.
            #expect(try await status([draft().signed()], at: "?a=b") == 200)
            // All of these failed for what they were, and not because the token went bad.
            #expect(try await status([draft().signed()]) == 200)
        }
    }
}
