// Signatures of the RFCs, and signatures of a wrong length.

import JOSE
import Testing

@Suite("VerificationKey")
struct VerificationKeyTests {
    @Test("only as many bytes as the algorithm says are a signature", arguments: TestKeys.all)
    func length(key: SigningKey) throws {
        let signature = try key.sign([1])
        let others = [
            [], [signature[0]], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0],
            [0] + signature, signature + signature, Array(signature.prefix(signature.count / 2)),
        ]
        for other in others {
            #expect(throws: JOSEError.signatureInvalid) {
                try key.verificationKey.verify(signature: other, over: [1])
            }
        }
        try key.verificationKey.verify(signature: signature, over: [1])
    }

    @Test("another key's signature is not this key's", arguments: SignatureAlgorithm.allCases)
    func otherKey(algorithm: SignatureAlgorithm) throws {
        let signature = try SigningKey.generate(algorithm).sign([1])
        let other = try SigningKey.generate(algorithm).verificationKey
        #expect(throws: JOSEError.signatureInvalid) { try other.verify(signature: signature, over: [1]) }
    }

    @Test("Ed25519 signs deterministically, as RFC 8037 A.4 shows")
    func deterministic() throws {
        let key = try SigningKey(privateJWK: Array(SigningKeyTests.rfc8037.utf8), algorithm: .edDSA)
        let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        // The signature must verify; RFC 8032 makes it one value, though a library may add randomness.
        let rfc = try Base64URL.decode(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        )
        try key.verificationKey.verify(signature: rfc, over: Array(input.utf8)[...])
        #expect(try key.sign(Array(input.utf8)) == rfc)
    }
}
