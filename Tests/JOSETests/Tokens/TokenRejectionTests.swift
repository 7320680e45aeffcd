// Every rejection has its stable code, a sentence without secrets, and a detail for the log.

import Testing

@testable import JOSE

@Suite struct TokenRejectionTests {
    static let codes: [(TokenRejection, String)] = [
        (.malformed(.parts(2)), "token_malformed"), (.algorithmNotAllowed("none"), "alg_not_allowed"),
        (.issuerNotTrusted("https://found-value"), "issuer_unknown"),
        (.keyNotFound(kid: "k"), "key_unknown"), (.keyUnfit(.use("enc")), "key_unfit"),
        (.signatureInvalid, "signature_invalid"), (.decryptionFailed, "decryption_failed"), (.revoked, "revoked"),
        (.scopeMissing(needed: ["w"], held: ["r"]), "scope_insufficient"),
        (.proofMissing, "proof_missing"), (.proofInvalid(.url), "proof_invalid"),
        (.proofInvalid(.algorithmNotAllowed("none")), "proof_invalid"), (.proofReplayed, "proof_replayed"),
        (.nonceRequired, "nonce_required"), (.certificateMismatch, "certificate_mismatch"),
        (.authenticationTooOld(maximumAge: 5, acr: ["expected-value"]), "auth_too_old"),
        (.authenticationTooWeak(maximumAge: nil, acr: ["expected-value"]), "auth_too_weak"),
        (.proofsUnavailable, "proofs_unavailable"),
        (.checksumWrong, "token_malformed"), (.inactive, "token_inactive"),
        (.introspectionUnavailable("down"), "introspection_unavailable"),
        (.keysUnavailable("down"), "keys_unavailable"), (.statusUnavailable("down"), "status_unavailable"),
        (refused(.issuer), "issuer_mismatch"), (refused(.audience), "audience_mismatch"),
        (refused(.type), "type_mismatch"), (refused(.expired), "expired"),
        (refused(.notYetValid), "not_yet_valid"),
        (refused(.tooOld), "too_old"), (refused(.missing), "claim_missing"),
        (refused(.invalid), "claim_invalid"),
    ]

    static func refused(_ rule: ClaimViolation.Rule) -> TokenRejection {
        .refused([ClaimViolation("c", rule, expected: "expected-value", found: "found-value")])
    }

    @Test(arguments: codes)
    func hasItsCode(_ rejection: TokenRejection, _ code: String) {
        #expect(rejection.code == code)
        #expect(!rejection.spoken.isEmpty)
        #expect(!rejection.detail.isEmpty)
        // The caller hears neither what is expected here nor what the token says.
        #expect(!rejection.spoken.contains("expected-value"))
        #expect(!rejection.spoken.contains("found-value"))
    }

    static let manyLines = "a\nb\u{1B}[31m" + String(repeating: "x", count: 500)

    @Test(arguments: [
        TokenRejection.algorithmNotAllowed(manyLines), .proofInvalid(.algorithmNotAllowed(manyLines)),
    ])
    func aLogLineStaysALine(_ rejection: TokenRejection) {
        #expect(rejection.detail.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.isASCII })
        #expect(rejection.detail.utf8.count < 250)
    }
}
