// Values from RFC 7515, 7638, 8037, 9278 and 9449 that are about keys and signatures.

import Testing

@testable import JOSE

@Suite(
    "RFC examples",
    .enabled(if: Vectors.has("rfc-examples"), "\(Vectors.missing("rfc-examples"))")
)
struct RFCExampleTests {
    private func example(_ name: String) throws -> JSONValue {
        let root = try JSONDocument.object(parsing: Vectors.bytes(of: "rfc-examples/rfc-examples.json"))
        return try #require(root["vectors"]?.elements?.first { $0["name"]?.equals(name) ?? false })
    }

    @Test("thumbprints", arguments: ["RFC7638-3.1-thumbprint", "RFC8037-A.3-thumbprint"])
    func thumbprints(name: String) throws {
        let example = try example(name)
        let jwk = try JWK(try #require(example["jwk"]))
        #expect(jwk.thumbprint == example["thumbprint_sha256"]?.string)
        if let uri = example["rfc9278_uri"] { #expect(uri.equals(jwk.thumbprintURI)) }
    }

    @Test(
        "signatures, under the algorithm that the key is loaded for and no other",
        arguments: [
            ("RFC7515-A.1-HS256", SignatureAlgorithm.hs256), ("RFC7515-A.3-ES256", .es256),
            ("RFC8037-A.4-EdDSA-JWS", .edDSA),
        ]
    )
    func signatures(name: String, algorithm: SignatureAlgorithm) throws {
        let example = try example(name)
        let jwk = try JWK(try #require(example["jwk"]))
        let jws = try CompactJWS(parsing: try #require(example["jws"]?.string))
        let payload = try jws.payload(verifiedWith: VerificationKey(jwk: jwk, algorithm: algorithm))
        #expect(try payload == jws.unverifiedPayload())
    }

    @Test("an unsecured token is nobody's, and an unknown extension is refused before that")
    func negative() throws {
        let unsecured = try CompactJWS(parsing: try #require(try example("RFC7515-A.5-unsecured-NEGATIVE")["jws"]?.string))
        for key in TestKeys.all {
            #expect(throws: JOSEError.key(.algorithm(bound: key.algorithm.name, asked: "none"))) {
                try unsecured.payload(verifiedWith: key.verificationKey)
            }
        }
        let critical = try #require(try example("RFC7515-E-crit-NEGATIVE")["jws"]?.string)
        #expect(throws: JOSEError.critical("http://example.com/UNDEFINED")) { try CompactJWS(parsing: critical) }
    }

    @Test("a DPoP proof verifies with the key that it names", arguments: ["RFC9449-5-token-proof", "RFC9449-7.1-resource-proof"])
    func proofs(name: String) throws {
        let example = try example(name)
        let jws = try CompactJWS(parsing: try #require(example["proof"]?.string))
        let jwk = try JWK(try #require(jws.header.parameters["jwk"]))
        #expect(jwk.thumbprint == example["jkt"]?.string)
        _ = try jws.payload(verifiedWith: VerificationKey(jwk: jwk, algorithm: .es256))
    }
}
