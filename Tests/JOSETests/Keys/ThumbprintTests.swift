// RFC 7638 thumbprints, and their URIs of RFC 9278.

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

    /// The key of RFC 7638 §3.1.
    static let rsa =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3o"
        + "knjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZH"
        + "zu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kE"
        + "gU8awapJzKnqDKgw"

    @Test("of an RSA key is that of RFC 7638 §3.1, and its URI that of RFC 9278 §4")
    func rsaAndURI() throws {
        let text = #"{"kty":"RSA","n":"\#(Self.rsa)","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#
        let jwk = try JWK(parsing: Array(text.utf8))
        #expect(jwk.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        let uri = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        #expect(jwk.thumbprintURI == uri)
    }
}
