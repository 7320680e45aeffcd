// RFC 7638 thumbprints. The RSA example of §3.1 waits for RSA keys.

import JOSE
import Testing

@Suite("Thumbprint")
struct ThumbprintTests {
    /// RFC 8037 appendix A.3.
    static let rfc8037 = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

    @Test(
        "covers the required members only, in their order; a y in an Ed25519 key is an unknown member",
        arguments: [
            #"{"kty":"OKP","crv":"Ed25519","x":"\#(JWKTests.okp)"}"#,
            #"{"x":"\#(JWKTests.okp)","crv":"Ed25519","kty":"OKP","alg":"EdDSA","kid":"me","use":"sig"}"#,
            #"{"kty":"OKP","crv":"Ed25519","x":"\#(JWKTests.okp)","y":"\#(JWKTests.y)"}"#,
        ]
    )
    func ed25519(text: String) throws {
        let jwk = try JWK(parsing: Array(text.utf8))
        #expect(jwk.thumbprint == Self.rfc8037)
        #expect(!String(decoding: jwk.publicJSON, as: UTF8.self).contains("\"y\""))
    }

    @Test("of an EC key covers x and y")
    func ec() throws {
        let jwk = try JWK(
            parsing: Array(#"{"kty":"EC","crv":"P-256","x":"\#(JWKTests.x)","y":"\#(JWKTests.y)"}"#.utf8)
        )
        // SHA-256 of {"crv":"P-256","kty":"EC","x":"…","y":"…"}, computed elsewhere.
        #expect(jwk.thumbprint == "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U")
    }
}
