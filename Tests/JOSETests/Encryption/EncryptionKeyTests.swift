// What a key must be to encrypt or decrypt with: one algorithm, the right use and operation, the exact length.

import Testing

@testable import JOSE

@Suite struct EncryptionKeyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let jwk: String
        var asked: KeyManagementAlgorithm?
        let encrypting: KeyFault?
        let decrypting: KeyFault?
        var testDescription: String { "\(jwk) \(asked?.name ?? "")" }
    }

    static let k16 = #""kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw""#
    static let x25519 = #""kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo""#
    static let privateX25519 = x25519 + #","d":"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo""#
    static let p256 = String(KeyAgreementTests.bob.dropFirst().dropLast())

    static let cases: [Case] = [
        Case(jwk: k16, encrypting: .algorithmMissing, decrypting: .algorithmMissing),
        Case(jwk: k16, asked: .a128KW, encrypting: nil, decrypting: nil),
        Case(jwk: k16, asked: .direct, encrypting: nil, decrypting: nil),
        Case(jwk: k16, asked: .a256KW, encrypting: .memberInvalid("k"), decrypting: .memberInvalid("k")),
        Case(jwk: k16, asked: .a192GCMKW, encrypting: .memberInvalid("k"), decrypting: .memberInvalid("k")),
        Case(
            jwk: #""kty":"oct","k":"""#, asked: .direct,
            encrypting: .tooWeak("a secret of 16 bytes or more is needed"),
            decrypting: .tooWeak("a secret of 16 bytes or more is needed")
        ),
        Case(
            jwk: #""kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxA""#, asked: .direct,
            encrypting: .memberInvalid("k"), decrypting: .memberInvalid("k")
        ),
        Case(
            jwk: k16 + #","alg":"A128KW""#, asked: .direct,
            encrypting: .algorithm(bound: "A128KW", asked: "dir"), decrypting: .algorithm(bound: "A128KW", asked: "dir")
        ),
        Case(jwk: k16 + #","alg":"A128GCM""#, encrypting: nil, decrypting: nil),
        Case(jwk: k16 + #","alg":"A128GCM""#, asked: .direct, encrypting: nil, decrypting: nil),
        Case(jwk: k16 + #","alg":"A256GCM""#, encrypting: .memberInvalid("k"), decrypting: .memberInvalid("k")),
        Case(
            jwk: k16 + #","alg":"A128GCM""#, asked: .a128GCMKW,
            encrypting: .algorithm(bound: "A128GCM", asked: "A128GCMKW"),
            decrypting: .algorithm(bound: "A128GCM", asked: "A128GCMKW")
        ),
        Case(jwk: k16 + #","alg":"HS256""#, encrypting: .unknownAlgorithm("HS256"), decrypting: .unknownAlgorithm("HS256")),
        Case(
            jwk: k16 + #","alg":"RSA1_5""#, encrypting: .unknownAlgorithm("RSA1_5"),
            decrypting: .unknownAlgorithm("RSA1_5")
        ),
        Case(jwk: k16, asked: .pbes2HS256A128KW, encrypting: .password, decrypting: .password),
        Case(jwk: k16 + #","use":"sig""#, asked: .a128KW, encrypting: .use("sig"), decrypting: .use("sig")),
        Case(jwk: k16 + #","key_ops":["wrapKey"]"#, asked: .a128KW, encrypting: nil, decrypting: .operation("unwrapKey")),
        Case(jwk: k16 + #","key_ops":["decrypt"]"#, asked: .direct, encrypting: .operation("encrypt"), decrypting: nil),
        Case(
            jwk: k16 + #","key_ops":["wrapKey","sign"]"#, asked: .a128KW,
            encrypting: .memberInvalid("key_ops"), decrypting: .operation("unwrapKey")
        ),
        Case(jwk: x25519, asked: .ecdhES, encrypting: nil, decrypting: .notPrivate),
        Case(jwk: privateX25519, asked: .ecdhES, encrypting: nil, decrypting: nil),
        Case(
            jwk: x25519 + #","key_ops":[]"#, asked: .ecdhES, encrypting: nil, decrypting: .operation("deriveKey")),
        Case(jwk: privateX25519 + #","key_ops":["deriveBits"]"#, asked: .ecdhES, encrypting: nil, decrypting: nil),
        Case(
            jwk: x25519 + #","key_ops":["verify"]"#, asked: .ecdhES,
            encrypting: .operation("deriveKey"), decrypting: .operation("deriveKey")
        ),
        Case(
            jwk: x25519, asked: .a128KW, encrypting: .typeMismatch(algorithm: "A128KW"),
            decrypting: .typeMismatch(algorithm: "A128KW")
        ),
        Case(
            jwk: x25519.replacing("X25519", with: "Ed25519"), asked: .ecdhES,
            encrypting: .typeMismatch(algorithm: "ECDH-ES"), decrypting: .typeMismatch(algorithm: "ECDH-ES")
        ),
        Case(
            jwk: p256, asked: .rsaOAEP256, encrypting: .typeMismatch(algorithm: "RSA-OAEP-256"),
            decrypting: .typeMismatch(algorithm: "RSA-OAEP-256")
        ),
        // A point that is not on the curve.
        Case(
            jwk: p256.replacing("weNJ", with: "weNK"), asked: .ecdhES, encrypting: .notOnCurve,
            decrypting: .memberInvalid("x")
        ),
        Case(
            jwk: #""kty":"RSA","n":"\#(String(repeating: "_", count: 340))","e":"AQAB""#, asked: .rsaOAEP256,
            encrypting: .tooWeak("an RSA modulus of 2048 bits or more is needed"),
            decrypting: .tooWeak("an RSA modulus of 2048 bits or more is needed")
        ),
    ]

    @Test(arguments: cases)
    func fitness(_ row: Case) throws {
        let jwk = try JWK(parsing: Array("{\(row.jwk)}".utf8))
        #expect(Self.fault { _ = try EncryptionKey(jwk: jwk, algorithm: row.asked) } == row.encrypting)
        #expect(Self.fault { _ = try DecryptionKey(jwk: jwk, algorithm: row.asked) } == row.decrypting)
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

    @Test(arguments: EncryptionSample.all)
    func nothingSecretIsShown(_ sample: EncryptionSample) throws {
        #expect("\(try sample.encryption())" == "EncryptionKey(\(sample.algorithm.name), kid \(sample.jwk.keyID ?? ""))")
        #expect("\(try sample.decryption())" == "DecryptionKey(\(sample.algorithm.name), kid \(sample.jwk.keyID ?? ""))")
    }

    @Test func aPasswordNeedsItsAlgorithm() {
        #expect(throws: JOSEError.key(.typeMismatch(algorithm: "A128KW"))) {
            try EncryptionKey.password([1], algorithm: .a128KW)
        }
        #expect(throws: JOSEError.key(.typeMismatch(algorithm: "dir"))) {
            try DecryptionKey.password([1], algorithm: .direct)
        }
        #expect(throws: JOSEError.key(.tooWeak("a password is needed"))) {
            try EncryptionKey.password([], algorithm: .pbes2HS256A128KW)
        }
        #expect(throws: JOSEError.key(.tooWeak("a password is needed"))) {
            try DecryptionKey.password([], algorithm: .pbes2HS256A128KW)
        }
        for iterations in [999, -1, Int(Int32.max) + 1] {
            #expect(throws: JOSEError.header("p2c")) {
                try EncryptionKey.password([1], algorithm: .pbes2HS256A128KW, iterations: iterations)
            }
        }
    }

    @Test func aSharedKeyOfAESGCMCountsItsUses() throws {
        let sample = EncryptionSample.of(.direct)
        let key = try EncryptionKey(jwk: sample.jwk, algorithm: nil, uses: UseCounter(used: UseCounter.limit - 1))
        let copy = key
        _ = try CompactJWE.encrypt([1], as: .a256GCM, to: key)
        #expect(throws: JOSEError.key(.exhausted)) { try CompactJWE.encrypt([1], as: .a256GCM, to: copy) }
        // The same 32 bytes as a key of CBC and HMAC have no such end.
        _ = try CompactJWE.encrypt([1], as: .a128CBCHS256, to: key)
    }
}
