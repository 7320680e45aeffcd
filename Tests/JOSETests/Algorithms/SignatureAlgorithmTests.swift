// The names of the algorithms, byte by byte.

import JOSE
import Testing

@Suite("SignatureAlgorithm")
struct SignatureAlgorithmTests {
    @Test("is found by its name", arguments: SignatureAlgorithm.allCases)
    func found(algorithm: SignatureAlgorithm) {
        #expect(SignatureAlgorithm(name: algorithm.name) == algorithm)
    }

    @Test("the names are those of the registry")
    func names() {
        #expect(SignatureAlgorithm.allCases.map(\.name) == ["ES256", "Ed25519", "EdDSA"])
    }

    @Test(
        "nothing else is one",
        arguments: [
            "", "none", "None", "NONE", "es256", "ES256 ", " ES256", "ES256\u{0}", "ES384", "ES256K", "HS256",
            "RS256",
            "eddsa", "EDDSA", "ed25519", "Ed448", "Е\u{301}S256", "Ed25519\u{301}",
        ]
    )
    func unknown(name: String) {
        #expect(SignatureAlgorithm(name: name) == nil)
    }
}
