// The names of the algorithms, byte by byte.

import JOSE
import Testing

@Suite("SignatureAlgorithm")
struct SignatureAlgorithmTests {
    @Test("is found by its name", arguments: SignatureAlgorithm.allCases)
    func found(algorithm: SignatureAlgorithm) {
        #expect(SignatureAlgorithm(name: algorithm.name) == algorithm)
    }

    @Test("the names are those of the registry, less those that are deprecated or broken")
    func names() {
        #expect(
            Set(SignatureAlgorithm.allCases.map(\.name)) == [
                "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
                "ES512", "Ed25519", "EdDSA", "ML-DSA-65", "ML-DSA-87",
            ])
    }

    @Test("what may be published is all but HMAC")
    func asymmetric() {
        let symmetric = Set(SignatureAlgorithm.allCases).subtracting(SignatureAlgorithm.asymmetric)
        #expect(symmetric == [.hs256, .hs384, .hs512])
        #expect(SignatureAlgorithm.allCases.filter(\.isSymmetric) == [.hs256, .hs384, .hs512])
    }

    @Test(
        "nothing else is one",
        arguments: [
            "", "none", "None", "NONE", "es256", "ES256 ", " ES256", "ES256\u{0}", "ES256K", "ES521", "hs256",
            "RS1", "RSA1_5", "rs256", "PS1", "eddsa", "EDDSA", "ed25519", "Ed448", "Е\u{301}S256", "Ed25519\u{301}",
            "ML-DSA-44", "ml-dsa-65", "ML-DSA", "HS256/64", "A128KW", "dir",
        ]
    )
    func unknown(name: String) {
        #expect(SignatureAlgorithm(name: name) == nil)
    }
}
