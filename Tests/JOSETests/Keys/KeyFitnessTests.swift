// A key does what it was made for, with one algorithm, and nothing else.

import JOSE
import Testing

@Suite("KeyFitness")
struct KeyFitnessTests {
    private func jwk(_ more: String) throws -> JWK {
        try JWK(parsing: Array(#"{"kty":"OKP","crv":"Ed25519","x":"\#(JWKTests.okp)"\#(more)}"#.utf8))
    }

    @Test(
        "is bound to one algorithm",
        arguments: [
            (#","alg":"Ed25519""#, nil, .ed25519), (#","alg":"EdDSA""#, nil, .edDSA),
            (#","alg":"Ed25519""#, .ed25519, .ed25519), ("", .ed25519, .ed25519), ("", .edDSA, .edDSA),
            (#","use":"sig","key_ops":["verify","sign"]"#, .ed25519, .ed25519),
        ] as [(String, SignatureAlgorithm?, SignatureAlgorithm)]
    )
    func bound(more: String, asked: SignatureAlgorithm?, expected: SignatureAlgorithm) throws {
        #expect(try VerificationKey(jwk: jwk(more), algorithm: asked).algorithm == expected)
    }

    @Test(
        "is refused, and why",
        arguments: [
            ("", nil, .algorithmMissing), ("", .es256, .typeMismatch(algorithm: "ES256")),
            (#","alg":"ES256""#, nil, .typeMismatch(algorithm: "ES256")),
            (#","alg":"Ed25519""#, .edDSA, .algorithm(bound: "Ed25519", asked: "EdDSA")),
            (#","alg":"EdDSA""#, .ed25519, .algorithm(bound: "EdDSA", asked: "Ed25519")),
            (#","alg":"none""#, nil, .unknownType("none")),
            (#","alg":"HS256""#, .ed25519, .unknownType("HS256")),
            (#","alg":"""#, .ed25519, .unknownType("")), (#","use":"enc""#, .ed25519, .use("enc")),
            (#","use":"""#, .ed25519, .use("")), (#","key_ops":[]"#, .ed25519, .operation("verify")),
            (#","key_ops":["sign"]"#, .ed25519, .operation("verify")),
        ] as [(String, SignatureAlgorithm?, KeyFault)]
    )
    func refused(more: String, asked: SignatureAlgorithm?, fault: KeyFault) throws {
        let jwk = try jwk(more)
        #expect(throws: JOSEError.key(fault)) { try VerificationKey(jwk: jwk, algorithm: asked) }
    }
}
