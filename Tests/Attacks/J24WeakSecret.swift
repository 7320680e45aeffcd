// J24: weak HMAC keys. There is no HMAC here yet, so no such key can be loaded.

import JOSE
import Support
import Testing

@Suite struct J24WeakSecret {
    @Test(arguments: ["", "AA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
    func isNotLoaded(_ secret: String) {
        let jwk = Array(#"{"kty":"oct","k":"\#(secret)","alg":"HS256"}"#.utf8)
        #expect(throws: JOSEError.key(.unknownType("oct"))) { try JWK(parsing: jwk) }
    }
}
