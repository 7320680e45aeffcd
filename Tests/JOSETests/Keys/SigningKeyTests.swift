// Private keys: made, kept, loaded, and never shown by accident.

import JOSE
import Testing

@Suite("SigningKey")
struct SigningKeyTests {
    /// RFC 8037 appendix A.1.
    static let rfc8037 =
        #"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"\#(JWKTests.okp)"}"#

    @Test("a new key signs what its public half verifies", arguments: SignatureAlgorithm.allCases)
    func generate(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        #expect(key.algorithm == algorithm)
        #expect(key.keyID == key.verificationKey.jwk.thumbprint)
        let signature = try key.sign([1, 2, 3])
        #expect(signature.count == 64)
        try key.verificationKey.verify(signature: signature, over: [1, 2, 3])
        #expect(throws: JOSEError.signatureInvalid) {
            try key.verificationKey.verify(signature: signature, over: [1, 2, 4])
        }
    }

    @Test("an exported key comes back as it was", arguments: SignatureAlgorithm.allCases)
    func export(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let loaded = try SigningKey(privateJWK: key.exportPrivateJWK(), algorithm: nil)
        #expect(loaded.keyID == key.keyID)
        #expect(loaded.algorithm == algorithm)
        #expect(loaded.verificationKey.jwk == key.verificationKey.jwk)
        try key.verificationKey.verify(signature: loaded.sign([7]), over: [7])
    }

    @Test("neither printing nor publishing shows the private half", arguments: TestKeys.all)
    func secrecy(key: SigningKey) throws {
        let secret = try #require(try JSONDocument(parsing: key.exportPrivateJWK()).root["d"]?.string)
        #expect(!"\(key)".contains(secret))
        #expect(!String(reflecting: key).contains(secret))
        #expect(!String(decoding: key.verificationKey.jwk.publicJSON, as: UTF8.self).contains(secret))
        #expect(!key.verificationKey.jwk.isPrivate)
    }

    @Test("a kid of its own is kept; without one the thumbprint is the kid")
    func keyID() throws {
        let named = Self.rfc8037.replacing("\"kty\"", with: "\"kid\":\"mine\",\"kty\"")
        #expect(try SigningKey(privateJWK: Array(named.utf8), algorithm: .ed25519).keyID == "mine")
        let bare = try SigningKey(privateJWK: Array(Self.rfc8037.utf8), algorithm: .ed25519)
        #expect(bare.keyID == ThumbprintTests.rfc8037)
        #expect(bare.verificationKey.keyID == ThumbprintTests.rfc8037)
    }

    @Test(
        "is refused, and why",
        arguments: [
            (#"{"kty":"OKP","crv":"Ed25519","x":"\#(JWKTests.okp)"}"#, .ed25519, .memberMissing("d")),
            (rfc8037, nil, .algorithmMissing), (rfc8037, .es256, .typeMismatch(algorithm: "ES256")),
            (rfc8037.replacing("11qY", with: "21qY"), .ed25519, .memberInvalid("x")),
            (
                rfc8037.replacing("\"kty\"", with: #""key_ops":["verify"],"kty""#), .ed25519,
                .operation("sign")
            ),
            (rfc8037.replacing("\"kty\"", with: #""use":"enc","kty""#), .ed25519, .use("enc")),
        ] as [(String, SignatureAlgorithm?, KeyFault)]
    )
    func refused(text: String, algorithm: SignatureAlgorithm?, fault: KeyFault) {
        #expect(throws: JOSEError.key(fault)) {
            try SigningKey(privateJWK: Array(text.utf8), algorithm: algorithm)
        }
    }

    @Test("a P-256 scalar of zero is refused")
    func zeroScalar() {
        let text =
            #"{"kty":"EC","crv":"P-256","x":"\#(JWKTests.x)","y":"\#(JWKTests.y)","d":"\#(String(repeating: "A", count: 43))"}"#
        #expect(throws: JOSEError.key(.notOnCurve)) {
            try SigningKey(privateJWK: Array(text.utf8), algorithm: .es256)
        }
    }
}
