// The encryption examples of the JOSE cookbook (RFC 7520 §5, §6) and that of X25519, in each serialization that they have.

import Testing

@testable import JOSE

@Suite(
    "Cookbook JWE",
    .enabled(if: Vectors.has("jose-cookbook-rfc7520"), "\(Vectors.missing("jose-cookbook-rfc7520"))")
)
struct CookbookEncryptionTests {
    static let folder = "jose-cookbook-rfc7520"

    /// What becomes of an example, by serialization: the content, or why not.
    private static func run(_ path: String) throws -> [String: Result<[UInt8], JOSEError>] {
        let example = try read(path)
        let output = try #require(example["output"])
        var results: [String: Result<[UInt8], JOSEError>] = [:]
        for key in try keys(example["input"]) {
            let inflater = Self.inflater(example)
            if let text = output["compact"]?.string {
                results["compact"] = result { () throws(JOSEError) in
                    try CompactJWE(parsing: text).decrypted(with: key.key, contents: .all, inflater: inflater)
                }
            }
            for name in ["json", "json_flat"] {
                guard let text = output[name]?.text else { continue }
                let label = key.place == 0 ? name : "\(name) \(key.place)"
                results[label] = result { () throws(JOSEError) in
                    try JSONJWE(parsing: Array(text.utf8)).decrypted(
                        with: key.key, recipient: key.place, contents: .all, inflater: inflater)
                }
            }
        }
        return results
    }

    static func read(_ path: String) throws -> JSONValue {
        try JSONDocument(
            parsing: Vectors.bytes(of: "\(folder)/\(path)"), limits: JSONLimits(length: 1_000_000, depth: 32)
        ).root
    }

    private static func result(
        _ body: () throws(JOSEError) -> [UInt8]
    ) -> Result<[UInt8], JOSEError> {
        do throws(JOSEError) { return .success(try body()) } catch { return .failure(error) }
    }

    /// The example's keys; one of RSA1_5, which has no name here, is loaded for RSA-OAEP.
    private static func keys(_ input: JSONValue?) throws -> [(key: DecryptionKey, place: Int)] {
        let input = try #require(input)
        let algorithms = input["alg"]?.elements ?? [input["alg"]].compactMap { $0 }
        if let password = input["pwd"]?.string, let name = algorithms[0].string {
            let algorithm = try #require(KeyManagementAlgorithm(name: name))
            return [(try .password(Array(password.utf8), algorithm: algorithm), 0)]
        }
        let keys = input["key"]?.elements ?? [input["key"]].compactMap { $0 }
        return try zip(keys, algorithms).enumerated().map { place, pair in
            let algorithm = KeyManagementAlgorithm(name: pair.1.string ?? "") ?? .rsaOAEP
            return (try DecryptionKey(jwk: JWK(parsing: Array(pair.0.text.utf8)), algorithm: algorithm), place)
        }
    }

    /// Knows one stream, that of the example.
    private static func inflater(_ example: JSONValue) -> Inflater? {
        guard let text = example["generated"]?["plaintext_c"]?.string, let content = example["input"]?["plaintext"]?.string
        else { return nil }
        return Inflater(limit: 1_000) { stream, _ in
            #expect(Base64URL.encode(stream) == text)
            return Array(content.utf8)
        }
    }

    @Test(arguments: ["jwe/5_2", "jwe/5_3", "jwe/5_4", "jwe/5_5", "jwe/5_6", "jwe/5_7", "jwe/5_8", "jwe/5_9"])
    func compactAndJSON(_ prefix: String) throws {
        let path = try #require(Vectors.names(in: "\(Self.folder)/jwe").first { "jwe/\($0)".hasPrefix(prefix + ".") })
        let plaintext = Array(try #require(Self.read("jwe/\(path)")["input"]?["plaintext"]?.string).utf8)
        let results = try Self.run("jwe/\(path)")
        #expect(results == ["compact": .success(plaintext), "json": .success(plaintext), "json_flat": .success(plaintext)])
    }

    @Test(arguments: ["jwe/5_10", "jwe/5_11", "jwe/5_12"])
    func onlyJSON(_ prefix: String) throws {
        let path = try #require(Vectors.names(in: "\(Self.folder)/jwe").first { "jwe/\($0)".hasPrefix(prefix + ".") })
        let plaintext = Array(try #require(Self.read("jwe/\(path)")["input"]?["plaintext"]?.string).utf8)
        #expect(try Self.run("jwe/\(path)") == ["json": .success(plaintext), "json_flat": .success(plaintext)])
    }

    @Test func RSA1_5IsRefusedByName() throws {
        let refused = Result<[UInt8], JOSEError>.failure(.algorithmNotAllowed("RSA1_5"))
        let path = "jwe/5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json"
        #expect(try Self.run(path) == ["compact": refused, "json": refused, "json_flat": refused])
    }

    @Test func ofSeveralRecipientsThoseWithAKnownAlgorithm() throws {
        let path = "jwe/5_13.encrypting_to_multiple_recipients.json"
        let plaintext = Array(try #require(Self.read(path)["input"]?["plaintext"]?.string).utf8)
        #expect(
            try Self.run(path) == [
                "json": .failure(.algorithmNotAllowed("RSA1_5")), "json 1": .success(plaintext),
                "json 2": .success(plaintext),
            ]
        )
    }

    @Test func agreementOnX25519() throws {
        let example = try Self.read("curve25519/ecdh-es.json")
        let plaintext = Array(try #require(example["input"]?["plaintext"]?.string).utf8)
        let results = try Self.run("curve25519/ecdh-es.json")
        #expect(results == ["compact": .success(plaintext), "json": .success(plaintext), "json_flat": .success(plaintext)])
    }

    @Test func aSignedTokenInsideAnEncryption() throws {
        let example = try Self.read("6.nesting_signatures_and_encryption.json")
        let sign = try #require(example["sign"]?["input"])
        let encrypt = try #require(example["encrypt"])
        let text = try #require(encrypt["output"]?["compact"]?.string)
        let own = try #require(encrypt["input"]?["key"]?.text)
        let key = try DecryptionKey(jwk: JWK(parsing: Array(own.utf8)), algorithm: nil)
        let inner = try EncryptedToken(parsing: text).decrypted(with: key, contents: [.a128GCM])
        #expect(try inner.unverifiedClaims().issuer == "hobbiton.example")
        let signed = try CompactJWE(parsing: text).decrypted(with: key, contents: [.a128GCM])
        let signer = try JWK(parsing: Array(try #require(sign["key"]?.text).utf8))
        let payload = try CompactJWS(parsing: String(decoding: signed, as: UTF8.self))
            .payload(verifiedWith: VerificationKey(jwk: signer, algorithm: .ps256))
        #expect(payload == Array(try #require(sign["payload"]?.string).utf8))
    }
}
