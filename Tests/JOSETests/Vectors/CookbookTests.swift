// RFC 7520's cookbook and RFC 8037: the keys, and what is signed in the compact form.

import Testing

@testable import JOSE

@Suite(
    "RFC 7520 cookbook",
    .enabled(if: Vectors.has("jose-cookbook-rfc7520"), "\(Vectors.missing("jose-cookbook-rfc7520"))")
)
struct CookbookTests {
    static let folder = "jose-cookbook-rfc7520"

    private func object(_ path: String) throws -> JSONValue {
        try JSONDocument.object(parsing: Vectors.bytes(of: "\(Self.folder)/\(path)"))
    }

    @Test("public keys are read and written as they are", arguments: ["3_1.ec_public_key", "3_3.rsa_public_key"])
    func publicKeys(name: String) throws {
        let published = try object("jwk/\(name).json")
        let jwk = try JWK(parsing: Vectors.bytes(of: "\(Self.folder)/jwk/\(name).json"))
        #expect(jwk.keyID == "bilbo.baggins@hobbiton.example")
        #expect(jwk.use == "sig")
        #expect(!jwk.isPrivate)
        try Self.expectSame(jwk.publicJSON, published)
    }

    @Test(
        "private keys are the other half of the public ones, and leave whole by one name only",
        arguments: [
            ("3_2.ec_private_key", "3_1.ec_public_key", SignatureAlgorithm.es512),
            ("3_4.rsa_private_key", "3_3.rsa_public_key", .ps384),
        ]
    )
    func privateKeys(name: String, half: String, algorithm: SignatureAlgorithm) throws {
        let jwk = try JWK(parsing: Vectors.bytes(of: "\(Self.folder)/jwk/\(name).json"))
        try Self.expectSame(jwk.publicJSON, try object("jwk/\(half).json"))
        try Self.expectSame(jwk.exportPrivateJSON(), try object("jwk/\(name).json"))
        let signature = try SigningKey(jwk: jwk, algorithm: algorithm).sign([1, 2])
        let published = try JWK(parsing: Vectors.bytes(of: "\(Self.folder)/jwk/\(half).json"))
        try VerificationKey(jwk: published, algorithm: algorithm).verify(signature: signature, over: [1, 2])
    }

    @Test("shared secrets: one for signing, one that signs nothing")
    func secrets() throws {
        let mac = try JWK(parsing: Vectors.bytes(of: "\(Self.folder)/jwk/3_5.symmetric_key_mac_computation.json"))
        #expect(try VerificationKey(jwk: mac, algorithm: nil).algorithm == .hs256)
        try Self.expectSame(mac.exportPrivateJSON(), try object("jwk/3_5.symmetric_key_mac_computation.json"))
        let encryption = try JWK(parsing: Vectors.bytes(of: "\(Self.folder)/jwk/3_6.symmetric_key_encryption.json"))
        #expect(throws: JOSEError.key(.use("enc"))) { try VerificationKey(jwk: encryption, algorithm: nil) }
    }

    @Test(
        "what the examples sign verifies, and what is reproducible is signed alike",
        arguments: [
            "jws/4_1.rsa_v15_signature", "jws/4_2.rsa-pss_signature", "jws/4_3.ecdsa_signature",
            "jws/4_4.hmac-sha2_integrity_protection", "curve25519/jws",
        ]
    )
    func signatures(name: String) throws {
        let example = try object("\(name).json")
        let input = try #require(example["input"])
        let algorithm = try #require(SignatureAlgorithm(name: input["alg"]?.string ?? ""))
        let key = try SigningKey(jwk: JWK(try #require(input["key"])), algorithm: algorithm)
        let compact = try #require(example["output"]?["compact"]?.string)
        let jws = try CompactJWS(parsing: compact)
        let payload = try #require(input["payload"]?.string)
        #expect(try jws.payload(verifiedWith: key.verificationKey) == Array(payload.utf8))
        #expect(jws.header.algorithm == algorithm.name)
        #expect(jws.header.keyID == input["key"]?["kid"]?.string)
        guard example["reproducible"]?.bool == true else { return }
        let signed = try key.sign(Array(try #require(example["signing"]?["sig-input"]?.string).utf8))
        #expect(Base64URL.encode(signed) == example["signing"]?["sig"]?.string)
    }

    /// Whether two objects have the same members, in whatever order.
    static func expectSame(_ json: [UInt8], _ expected: JSONValue) throws {
        func texts(_ value: JSONValue) -> [String: String] {
            Dictionary(uniqueKeysWithValues: (value.members ?? []).map { ($0.name, $0.value.text) })
        }
        #expect(texts(try JSONDocument.object(parsing: json)) == texts(expected))
    }
}
