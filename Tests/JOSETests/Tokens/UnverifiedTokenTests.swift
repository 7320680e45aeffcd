// The one door from unverified to verified.

import Testing

@testable import JOSE

@Suite struct UnverifiedTokenTests {
    @Test("an algorithm that nobody knows is not allowed, whatever is", arguments: ["none", "es256", "ES256K", "RSA1_5"])
    func unknownAlgorithm(name: String) throws {
        let policy = TokenPolicy(
            issuer: "i", audience: "a", type: .accessToken, algorithms: Set(SignatureAlgorithm.allCases))
        let token = try UnverifiedToken(parsing: rawToken(header: #"{"alg":"\#(name)"}"#, by: TestKeys.es256))
        #expect(throws: TokenRejection.algorithmNotAllowed(name)) { try token.checkAlgorithm(policy) }
        #expect(throws: TokenRejection.algorithmNotAllowed(name)) {
            try token.verified(with: TestKeys.es256.verificationKey, policy: policy, at: 0)
        }
    }

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
