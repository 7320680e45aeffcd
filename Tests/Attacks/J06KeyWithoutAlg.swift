// J06: a key that names no algorithm never takes the one that a token asks for.

import JOSE
import Support
import Testing

@Suite struct J06KeyWithoutAlg {
    @Test func isPinnedWhenLoaded() throws {
        let key = try SigningKey.generate(.ed25519)
        let x = try JSONDocument.object(parsing: key.verificationKey.jwk.publicJSON)["x"]?.string ?? ""
        let jwk = try JWK(parsing: Array(#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)"}"#.utf8))
        #expect(throws: JOSEError.key(.algorithmMissing)) { try VerificationKey(jwk: jwk, algorithm: nil) }
        #expect(throws: JOSEError.key(.typeMismatch(algorithm: "ES256"))) {
            try VerificationKey(jwk: jwk, algorithm: .es256)
        }
        #expect(try VerificationKey(jwk: jwk, algorithm: .ed25519).algorithm == .ed25519)
    }

    @Test func aSymmetricKeyInASetIsNeverChosen() throws {
        let set = Array(#"{"keys":[{"kty":"oct","k":"AAAA","kid":"a","alg":"HS256"}]}"#.utf8)
        #expect(try JWKSet(parsing: set, algorithms: [.es256]).keys.isEmpty)
    }
}
