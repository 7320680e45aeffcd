// The compact serialization, with the examples of the standards.

import Testing

@testable import JOSE

@Suite struct CompactJWSTests {
    /// RFC 7515 §A.3.
    static let es256 =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
        + "b290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    /// RFC 8037 §A.4.
    static let edDSA =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6d"
        + "WbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

    @Test func theExampleOfRFC7515Verifies() throws {
        let text = #"{"kty":"EC","crv":"P-256","x":"\#(JWKTests.x)","y":"\#(JWKTests.y)"}"#
        let key = try VerificationKey(jwk: JWK(parsing: Array(text.utf8)), algorithm: .es256)
        let payload = try CompactJWS(parsing: Self.es256).payload(verifiedWith: key)
        #expect(payload.starts(with: Array("{\"iss\":\"joe\",\r\n".utf8)))
    }

    @Test func theExampleOfRFC8037VerifiesUnderTheNameThatTheKeyHas() throws {
        let jwk = try JWK(parsing: Array(#"{"kty":"OKP","crv":"Ed25519","x":"\#(JWKTests.okp)"}"#.utf8))
        let jws = try CompactJWS(parsing: Self.edDSA)
        let payload = try jws.payload(verifiedWith: VerificationKey(jwk: jwk, algorithm: .edDSA))
        #expect(payload == Array("Example of Ed25519 signing".utf8))
        #expect(throws: JOSEError.key(.algorithm(bound: "Ed25519", asked: "EdDSA"))) {
            try jws.payload(verifiedWith: VerificationKey(jwk: jwk, algorithm: .ed25519))
        }
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func whatIsSignedVerifies(_ algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let text = try CompactJWS.sign([1, 2, 3], type: TokenType("x"), with: key)
        let jws = try CompactJWS(parsing: text)
        #expect(jws.header.algorithm == algorithm.name)
        #expect(jws.header.keyID == key.keyID)
        #expect(jws.header.type == TokenType("application/X"))
        #expect(try jws.payload(verifiedWith: key.verificationKey) == [1, 2, 3])
        #expect(throws: JOSEError.signatureInvalid) {
            try jws.payload(verifiedWith: SigningKey.generate(algorithm).verificationKey)
        }
    }

    @Test func theLengthIsAskedFirst() {
        #expect(throws: JOSEError.tooLong(limit: 10)) {
            try CompactJWS(parsing: "{}{}{}{}{}{}", maximumLength: 10)
        }
    }
}
