// J38: issuers that only look alike (CVE-2025-30144).

import JOSE
import Support
import Testing

@Suite struct J38IssuerConfusion {
    @Test(arguments: [
        #"["https://auth.example"]"#, #""https://auth.example/""#, #""https://AUTH.example""#,
        #""https://auth.exаmple""#,
        #""https://auth.example\u0301""#, "7",
    ])
    func isRefused(_ value: String) throws {
        let target = try Target()
        let token = try target.token(payload: target.payload([("iss", value)]))
        let violation = ClaimViolation(.issuer, .issuer, expected: "https://auth.example", found: value)
        #expect(target.refusal(of: token) == .refused([violation]))
    }

    @Test func canonicalEquivalentsAreNotTheSame() throws {
        // U+212B and U+00C5 are one string to Swift's ==, and two issuers to us.
        let policy = TokenPolicy(
            issuer: "https://\u{212B}", audience: "a", type: .accessToken, algorithms: [.es256])
        let key = try SigningKey.generate(.es256)
        let token = try key.signToken(type: .accessToken) { json in
            json.member("iss", "https://\u{C5}")
            json.member("aud", "a")
            json.member("exp", 2_000_000_000)
        }
        let unverified = try UnverifiedToken(parsing: token)
        #expect(throws: TokenRejection.self) {
            try unverified.verified(with: key.verificationKey, policy: policy, at: 1_800_000_000)
        }
    }
}
