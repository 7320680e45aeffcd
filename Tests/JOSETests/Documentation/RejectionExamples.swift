// The examples of "What a rejection means", as they stand there, and the table of codes against the library's own.

import JOSE
import Testing

@Suite("Documentation: what a rejection means")
struct RejectionExamples {
    let now = 1_790_000_000
    let policy = TokenPolicy(
        issuer: "https://auth.example.com",
        audience: "https://api.example.com",
        type: .accessToken,
        algorithms: [.ed25519]
    )

    private func token(for audience: String) throws -> UnverifiedToken {
        let text = try TestKeys.ed25519.signToken(type: .accessToken) { claims in
            claims.member("iss", "https://auth.example.com")
            claims.member("aud", audience)
            claims.member("exp", now + 900)
        }
        return try UnverifiedToken(parsing: text)
    }

    @Test("three faces of a refusal")
    func faces() throws {
        var (logged, answered): ([String], [String]) = ([], [])
        func log(_ text: String) { logged.append(text) }
        func answer(_ status: Int, _ text: String) { answered.append("\(status) \(text)") }
        let (unverified, key) = (try token(for: "https://other.example.com"), TestKeys.ed25519.verificationKey)

        do {
            _ = try unverified.verified(with: key, policy: policy, at: now)
        } catch {
            log("token refused: \(error.code), \(error.detail)")
            answer(401, error.spoken)
        }

        #expect(answered == ["401 the token was not issued for this API"])
        #expect(logged.count == 1 && logged[0].hasPrefix("token refused: audience_mismatch, aud:"))
    }

    @Test("every violation, and the exact one")
    func violations() throws {
        var logged: [String] = []
        func log(_ text: String) { logged.append(text) }
        let unverified = try token(for: "https://other.example.com")
        let rejection = try #require(throws: TokenRejection.self) {
            try unverified.verified(with: TestKeys.ed25519.verificationKey, policy: policy, at: now)
        }

        if case .refused(let violations) = rejection {
            for violation in violations {
                log("\(violation.claim): \(violation.code), expected \(violation.expected)")
            }
        }

        #expect(logged == ["aud: audience_mismatch, expected https://api.example.com"])
        let found = #""https://other.example.com""#
        let expected = "https://api.example.com"
        #expect(
            rejection == .refused([ClaimViolation(.audience, .audience, expected: expected, found: found)])
        )
    }

    @Test(
        "each code of the table is the library's",
        arguments: [
            (TokenRejection.malformed(.encrypted), "token_malformed"),
            (.algorithmNotAllowed("none"), "alg_not_allowed"), (.issuerNotTrusted(""), "issuer_unknown"),
            (.keyNotFound(kid: nil), "key_unknown"),
            (.keyUnfit(.algorithmMissing), "key_unfit"), (.signatureInvalid, "signature_invalid"),
            (violation(.issuer), "issuer_mismatch"), (violation(.audience), "audience_mismatch"),
            (violation(.type), "type_mismatch"), (violation(.expired), "expired"),
            (violation(.notYetValid), "not_yet_valid"), (violation(.tooOld), "too_old"),
            (violation(.missing), "claim_missing"), (violation(.invalid), "claim_invalid"),
            (.checksumWrong, "token_malformed"), (.inactive, "token_inactive"),
            (.introspectionUnavailable(""), "introspection_unavailable"), (.revoked, "revoked"), (.decryptionFailed, "decryption_failed"),
            (.scopeMissing(needed: [], held: []), "scope_insufficient"),
            (.proofMissing, "proof_missing"), (.proofInvalid(.type), "proof_invalid"),
            (.proofReplayed, "proof_replayed"), (.nonceRequired, "nonce_required"),
            (.certificateMismatch, "certificate_mismatch"),
            (.authenticationTooOld(maximumAge: nil, acr: []), "auth_too_old"),
            (.authenticationTooWeak(maximumAge: nil, acr: []), "auth_too_weak"),
            (.proofsUnavailable, "proofs_unavailable"),
            (.keysUnavailable(""), "keys_unavailable"), (.statusUnavailable(""), "status_unavailable"),
        ]
    )
    func codes(rejection: TokenRejection, code: String) {
        #expect(rejection.code == code)
    }

    private static func violation(_ rule: ClaimViolation.Rule) -> TokenRejection {
        .refused([ClaimViolation("x", rule, expected: "", found: nil)])
    }
}
