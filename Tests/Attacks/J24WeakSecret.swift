// J24: weak HMAC keys (CVE-2025-45769): none, one byte, or one byte less than the hash has.

import JOSE
import Support
import Testing

@Suite struct J24WeakSecret {
    @Test(arguments: [(SignatureAlgorithm.hs256, 32), (.hs384, 48), (.hs512, 64)])
    func isNotLoaded(_ algorithm: SignatureAlgorithm, _ needed: Int) throws {
        let refusal = JOSEError.key(.tooWeak("a secret of \(needed) bytes or more is needed"))
        for count in [0, 1, needed - 1] {
            let secret = [UInt8](repeating: 0xA5, count: count)
            let text = #"{"kty":"oct","k":"\#(Base64URL.encode(secret))","alg":"\#(algorithm.name)"}"#
            let jwk = try JWK(parsing: Array(text.utf8))
            #expect(throws: refusal) { try VerificationKey(jwk: jwk, algorithm: nil) }
            #expect(throws: refusal) { try SigningKey(jwk: jwk, algorithm: nil) }
            #expect(throws: refusal) { try VerificationKey(secret: secret, algorithm: algorithm) }
            #expect(throws: refusal) { try SigningKey(secret: secret, algorithm: algorithm, keyID: "a") }
        }
        let secret = [UInt8](repeating: 0xA5, count: needed)
        #expect(try VerificationKey(secret: secret, algorithm: algorithm).algorithm == algorithm)
    }
}
