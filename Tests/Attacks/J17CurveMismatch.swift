// J17: a key of another curve than the algorithm's.

import JOSE
import Support
import Testing

@Suite struct J17CurveMismatch {
    @Test(arguments: [SignatureAlgorithm.es256, .es384, .es512], [SignatureAlgorithm.es256, .es384, .es512])
    func aKeyOfAnotherCurve(_ own: SignatureAlgorithm, _ other: SignatureAlgorithm) throws {
        guard own != other else { return }
        let published = String(decoding: try SigningKey.generate(own).verificationKey.jwk.publicJSON, as: UTF8.self)
        let jwk = try JWK(parsing: Array(published.replacing(#""alg":"\#(own.name)""#, with: #""x5t":"AA""#).utf8))
        let lying = try JWK(parsing: Array(published.replacing(own.name, with: other.name).utf8))
        let refusal = JOSEError.key(.typeMismatch(algorithm: other.name))
        #expect(throws: refusal) { try VerificationKey(jwk: jwk, algorithm: other) }
        #expect(throws: refusal) { try VerificationKey(jwk: lying, algorithm: nil) }
    }

    @Test func aPointOfAnotherCurve() throws {
        let published = String(decoding: try SigningKey.generate(.es384).verificationKey.jwk.publicJSON, as: UTF8.self)
        let renamed = Array(published.replacing("P-384", with: "P-256").utf8)
        #expect(throws: JOSEError.key(.memberInvalid("x"))) { try JWK(parsing: renamed) }
    }

    @Test(arguments: ["secp256k1", "Ed448", "P-192", "p-256"])
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
