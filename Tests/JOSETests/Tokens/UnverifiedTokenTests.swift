// The one door from unverified to verified.

import Testing

@testable import JOSE

@Suite struct UnverifiedTokenTests {
    @Test(arguments: SignatureAlgorithm.allCases)
    func aGoodTokenPassesAndSaysWhatItHolds(_ algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let text = try key.signToken(type: .accessToken) { claims in
            claims.member("iss", "i")
            claims.member("aud", ["a", "b"])
            claims.member("exp", 2_000)
            claims.member("iat", 1_000)
            claims.member("sub", "s")
            claims.member("jti", "j")
        }
        let unverified = try UnverifiedToken(parsing: text)
        #expect(try unverified.unverifiedClaims().subject == "s")
        let policy = TokenPolicy(issuer: "i", audience: "b", type: .accessToken, algorithms: [algorithm])
        let token = try unverified.verified(with: key.verificationKey, policy: policy, at: 1_500)
        #expect(token.issuer == "i")
        #expect(token.subject == "s")
        #expect(token.audience == ["a", "b"])
        #expect(token.expiresAt == 2_000)
        #expect(token.issuedAt == 1_000)
        #expect(token.identifier == "j")
        #expect(token["iat"]?.integer == 1_000)
        let others = Set(SignatureAlgorithm.allCases).subtracting([algorithm])
        let narrow = TokenPolicy(issuer: "i", audience: "b", type: .accessToken, algorithms: others)
        #expect(throws: TokenRejection.algorithmNotAllowed(algorithm.name)) {
            try unverified.verified(with: key.verificationKey, policy: narrow, at: 1_500)
        }
    }
}
