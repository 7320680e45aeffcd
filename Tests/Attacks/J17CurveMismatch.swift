// J17: a key of another curve than the algorithm's.

import JOSE
import Support
import Testing

@Suite struct J17CurveMismatch {
    @Test(arguments: ["P-384", "P-521", "secp256k1", "Ed448"])
    func isAnUnknownType(_ curve: String) {
        let jwk = Array(#"{"kty":"EC","crv":"\#(curve)","x":"AA","y":"AA","alg":"ES256"}"#.utf8)
        #expect(throws: JOSEError.key(.unknownType(curve))) { try JWK(parsing: jwk) }
    }

    @Test func aKeyThatClaimsTheWrongAlgorithmIsUnfit() throws {
        let x = try JSONDocument.object(parsing: SigningKey.generate(.ed25519).verificationKey.jwk.publicJSON)["x"]?
            .string
        let jwk = Array(#"{"kty":"OKP","crv":"Ed25519","x":"\#(x ?? "")","alg":"ES256"}"#.utf8)
        #expect(throws: JOSEError.key(.typeMismatch(algorithm: "ES256"))) {
            try VerificationKey(jwk: JWK(parsing: jwk), algorithm: nil)
        }
    }
}
