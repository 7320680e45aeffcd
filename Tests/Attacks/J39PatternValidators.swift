// J39: rules as regular expressions (CVE-2026-35041): a policy takes exact strings, so a pattern is but another name.

import JOSE
import Support
import Testing

@Suite struct J39PatternValidators {
    static let patterns = [".*", "https://.*", "^https://auth\\.example$", "*", "https://*.example", "(a+)+$", "%", "_"]

    @Test(arguments: patterns)
    func matchesNothingButItself(_ pattern: String) throws {
        let target = try Target()
        let token = try UnverifiedToken(parsing: target.token())
        let policy = TokenPolicy(
            issuer: pattern, audience: pattern, type: TokenType(pattern), algorithms: [.es256])
        let expected = [
            ClaimViolation(.issuer, .issuer, expected: pattern, found: #""https://auth.example""#),
            ClaimViolation(.audience, .audience, expected: pattern, found: #""https://api.example""#),
            ClaimViolation("typ", .type, expected: pattern, found: "at+jwt"),
        ]
        #expect(throws: TokenRejection.refused(expected)) {
            try token.verified(with: target.key.verificationKey, policy: policy, at: target.now)
        }
    }

    @Test func aTextThatIsSlowToMatchIsComparedOnce() throws {
        let target = try Target()
        let long = "\"" + String(repeating: "a", count: 9_000) + "!\""
        let token = try target.token(payload: target.payload([("aud", long)]))
        let found = ClaimViolation(.audience, .audience, expected: "https://api.example", found: long)
        #expect(target.refusal(of: token) == .refused([found]))
        #expect(found.found?.utf8.count == 128)
    }
}
