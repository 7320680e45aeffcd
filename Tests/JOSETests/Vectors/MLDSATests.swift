// The examples of RFC 9964: keys and signatures of ML-DSA.

import Testing

@testable import JOSE

@Suite(
    "RFC 9964",
    .enabled(if: Vectors.has("mldsa-jose-rfc9964"), "\(Vectors.missing("mldsa-jose-rfc9964"))")
)
struct MLDSATests {
    private func example(_ number: Int) throws -> JSONValue {
        try JSONDocument.object(parsing: Vectors.bytes(of: "mldsa-jose-rfc9964/ML_DSA_\(number).jose.json"))
    }

    @Test("keys and signatures", arguments: [(65, SignatureAlgorithm.mlDSA65), (87, .mlDSA87)])
    func signatures(number: Int, algorithm: SignatureAlgorithm) throws {
        let example = try example(number)
        let jwk = try JWK(try #require(example["jwk"]))
        #expect(jwk.type == "AKP")
        // The kid of the examples is the thumbprint.
        #expect(jwk.thumbprint == jwk.keyID)
        try CookbookTests.expectSame(jwk.exportPrivateJSON(), try #require(example["jwk"]))
        let key = try SigningKey(jwk: jwk, algorithm: nil)
        #expect(key.algorithm == algorithm)
        let text = try #require(example["jws"]?.string)
        let jws = try CompactJWS(parsing: text)
        #expect(jws.header.algorithm == algorithm.name)
        let payload = try jws.payload(verifiedWith: key.verificationKey)
        #expect(try payload == Base64URL.decode(String(text.split(separator: ".")[1])))
        // Signing draws lots (FIPS 204 §3.4), so ours is another signature of the same bytes.
        let ours = try CompactJWS.sign(payload, type: TokenType("x"), with: key)
        #expect(try CompactJWS(parsing: ours).payload(verifiedWith: key.verificationKey) == payload)
    }

    @Test("ML-DSA-44 is not offered")
    func smallest() throws {
        let example = try example(44)
        #expect(throws: JOSEError.key(.unknownType("ML-DSA-44"))) { try JWK(try #require(example["jwk"])) }
        let jws = try CompactJWS(parsing: try #require(example["jws"]?.string))
        #expect(jws.header.knownAlgorithm == nil)
        for key in TestKeys.all {
            #expect(throws: JOSEError.key(.algorithm(bound: key.algorithm.name, asked: "ML-DSA-44"))) {
                try jws.payload(verifiedWith: key.verificationKey)
            }
        }
    }
}
