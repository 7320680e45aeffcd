// Digests of secrets: known values, and one for each spelling.

import Testing

@testable import Authority

@Suite("SecretDigest")
struct SecretDigestTests {
    @Test(
        "is the SHA-256 of the bytes, in base64url",
        arguments: [
            ("", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"),
            ("abc", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"),
        ]
    )
    func known(text: String, digest: String) {
        #expect(SecretDigest.of(text) == digest)
    }

    @Test("canonically equivalent texts are different secrets")
    func bytes() {
        #expect("\u{E9}" == "e\u{301}")
        #expect(SecretDigest.of("\u{E9}") != SecretDigest.of("e\u{301}"))
    }
}
