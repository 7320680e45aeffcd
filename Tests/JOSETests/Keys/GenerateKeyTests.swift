// New keys: only such as would be loaded again, and what of a key leaves with its public half.

import JOSE
import Testing

@Suite("Generating keys")
struct GenerateKeyTests {
    @Test("an RSA modulus has 2048 to 8192 bits in steps of 64", arguments: [0, 1_024, 2_047, 2_049, 2_080, 8_256, 16_384])
    func sizes(bits: Int) {
        let fault = KeyFault.tooWeak("an RSA modulus of 2048 to 8192 bits in steps of 64 is needed")
        #expect(throws: JOSEError.key(fault)) { try JWK.generate(for: SignatureAlgorithm.rs256, rsaBits: bits) }
        #expect(throws: JOSEError.key(fault)) { try JWK.generate(for: .rsaOAEP256, rsaBits: bits) }
    }

    @Test("a key agrees on curves that are for agreement", arguments: ["Ed25519", "P-255", "", "secp256k1"])
    func curves(name: String) {
        #expect(throws: JOSEError.key(.unknownType(name))) { try JWK.generate(for: .ecdhES, curve: name) }
    }

    @Test("what the private half may do does not stand in the public one")
    func operations() throws {
        let jwk = try TestKeys.jwk(.es256, ["key_ops": #"["sign"]"#])
        #expect(try jwk.publicHalf().operations == nil)
        #expect(!String(decoding: jwk.publicJSON, as: UTF8.self).contains("key_ops"))
        let publicKey = try JWK(parsing: TestKeys.jwk(.es256).publicJSON)
        #expect(try VerificationKey(jwk: publicKey, algorithm: .es256).algorithm == .es256)
    }

    @Test(
        "an RSA key wraps and encrypts by either name, and each half has its own",
        arguments: [
            (#"["wrapKey"]"#, nil, .operation("unwrapKey")), (#"["encrypt"]"#, nil, .operation("unwrapKey")),
            (#"["unwrapKey"]"#, .operation("wrapKey"), nil), (#"["decrypt"]"#, .operation("wrapKey"), nil),
        ] as [(String, KeyFault?, KeyFault?)])
    func wrapping(operations: String, encrypting: KeyFault?, decrypting: KeyFault?) throws {
        let jwk = try TestKeys.jwk(.rs256, ["key_ops": operations])
        #expect(Self.fault { _ = try EncryptionKey(jwk: jwk, algorithm: .rsaOAEP256) } == encrypting)
        #expect(Self.fault { _ = try DecryptionKey(jwk: jwk, algorithm: .rsaOAEP256) } == decrypting)
    }

    @Test(
        "a key of another type than its algorithm's is refused",
        arguments: [(.es256, .a128KW), (.es256, .rsaOAEP256), (.rs256, .ecdhES), (.hs256, .ecdhESA128KW), (.rs256, .direct)]
            as [(SignatureAlgorithm, KeyManagementAlgorithm)])
    func types(key: SignatureAlgorithm, algorithm: KeyManagementAlgorithm) throws {
        let jwk = try TestKeys.jwk(key)
        let fault = KeyFault.typeMismatch(algorithm: algorithm.name)
        #expect(throws: JOSEError.key(fault)) { try EncryptionKey(jwk: jwk, algorithm: algorithm) }
        #expect(throws: JOSEError.key(fault)) { try DecryptionKey(jwk: jwk, algorithm: algorithm) }
    }

    @Test("two kids that look alike and differ in bytes are two kids")
    func lookalikes() throws {
        let first = try TestKeys.jwk(.es256, ["kid": "\"\u{e9}\""]).publicJSON
        let second = try TestKeys.jwk(.ed25519, ["kid": "\"e\u{301}\""]).publicJSON
        let text = #"{"keys":["# + String(decoding: first, as: UTF8.self) + "," + String(decoding: second, as: UTF8.self) + "]}"
        let set = try JWKSet(parsing: Array(text.utf8), algorithms: [.es256, .ed25519])
        #expect(set.keys.count == 2)
        #expect(set.key(id: "e\u{301}")?.algorithm == .ed25519)
    }

    @Test("a key that names no alg is pinned to the one that fits its curve")
    func curveOfASet() throws {
        let key = try TestKeys.jwk(.es384).publicJSON
        let text = #"{"keys":["# + String(decoding: key, as: UTF8.self) + "]}"
        let set = try JWKSet(parsing: Array(text.utf8), algorithms: [.es256, .es384])
        #expect(set.keys.map(\.algorithm) == [.es384])
        #expect(set.skipped.isEmpty)
    }

    private static func fault(_ load: () throws -> Void) -> KeyFault? {
        do {
            try load()
            return nil
        } catch JOSEError.key(let fault) {
            return fault
        } catch {
            return .encoding("\(error)")
        }
    }
}
