// A key does what it was made for, with one algorithm, and nothing else.

import Testing

@testable import JOSE

@Suite("KeyFitness")
struct KeyFitnessTests {
    /// The algorithms that one key could be pinned to; it is pinned to one of them.
    static let families: [[SignatureAlgorithm]] = [
        [.es256], [.es384], [.es512], [.ed25519, .edDSA], [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512],
        [.hs256, .hs384, .hs512], [.mlDSA65], [.mlDSA87],
    ]

    private func fault(_ load: () throws -> Void) -> KeyFault? {
        do {
            try load()
            return nil
        } catch JOSEError.key(let fault) {
            return fault
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    @Test("a key takes the algorithm that it names, or the one that it is loaded for", arguments: SignatureAlgorithm.allCases)
    func bound(algorithm: SignatureAlgorithm) throws {
        let named = try TestKeys.jwk(algorithm, ["alg": "\"\(algorithm.name)\""])
        #expect(try VerificationKey(jwk: named, algorithm: nil).algorithm == algorithm)
        #expect(try VerificationKey(jwk: named, algorithm: algorithm).algorithm == algorithm)
        #expect(try SigningKey(jwk: named, algorithm: nil).algorithm == algorithm)
        let bare = try TestKeys.jwk(algorithm)
        let loaded = try VerificationKey(jwk: bare, algorithm: algorithm)
        #expect(loaded.algorithm == algorithm)
        // What was pinned stays: the key says so itself from now on.
        #expect(loaded.jwk.algorithm == algorithm.name)
        #expect(loaded.jwk.use == "sig")
    }

    @Test("and no other", arguments: SignatureAlgorithm.allCases, SignatureAlgorithm.allCases)
    func others(algorithm: SignatureAlgorithm, asked: SignatureAlgorithm) throws {
        guard algorithm != asked else { return }
        let contradiction = KeyFault.algorithm(bound: algorithm.name, asked: asked.name)
        let named = try TestKeys.jwk(algorithm, ["alg": "\"\(algorithm.name)\""])
        #expect(fault { _ = try VerificationKey(jwk: named, algorithm: asked) } == contradiction)
        #expect(fault { _ = try SigningKey(jwk: named, algorithm: asked) } == contradiction)

        let bare = try TestKeys.jwk(algorithm)
        let found = fault { _ = try VerificationKey(jwk: bare, algorithm: asked) }
        if bare.type == "AKP" {
            #expect(found == contradiction)
        } else if !Self.families.contains(where: { $0.contains(algorithm) && $0.contains(asked) }) {
            #expect(found == .typeMismatch(algorithm: asked.name))
            let lying = try TestKeys.jwk(algorithm, ["alg": "\"\(asked.name)\""])
            #expect(
                fault { _ = try VerificationKey(jwk: lying, algorithm: nil) } == .typeMismatch(algorithm: asked.name))
        } else if bare.isSymmetric, asked.name > algorithm.name {
            #expect(found == .tooWeak("a secret of \(asked == .hs512 ? 64 : 48) bytes or more is needed"))
        } else {
            #expect(found == nil)
        }
    }

    @Test(
        "a name that is no signature algorithm binds to nothing",
        arguments: ["none", "", "es256", "ES256K", "RSA1_5", "RSA-OAEP", "dir", "A128KW", "ECDH-ES"]
    )
    func unknown(name: String) throws {
        for algorithm in SignatureAlgorithm.allCases where !algorithm.name.hasPrefix("ML") {
            let jwk = try TestKeys.jwk(algorithm, ["alg": "\"\(name)\""])
            #expect(fault { _ = try VerificationKey(jwk: jwk, algorithm: nil) } == .unknownAlgorithm(name))
            #expect(fault { _ = try VerificationKey(jwk: jwk, algorithm: algorithm) } == .unknownAlgorithm(name))
            #expect(fault { _ = try SigningKey(jwk: jwk, algorithm: algorithm) } == .unknownAlgorithm(name))
        }
    }

    @Test("nobody says which algorithm", arguments: SignatureAlgorithm.allCases)
    func unpinned(algorithm: SignatureAlgorithm) throws {
        let jwk = try TestKeys.jwk(algorithm)
        guard jwk.type != "AKP" else { return }
        #expect(fault { _ = try VerificationKey(jwk: jwk, algorithm: nil) } == .algorithmMissing)
        #expect(fault { _ = try SigningKey(jwk: jwk, algorithm: nil) } == .algorithmMissing)
    }

    /// `use` and `key_ops` as they may stand in a key, and what they leave of it: for verifying, and for signing.
    static let labels: [(use: String?, operations: String?, verify: KeyFault?, sign: KeyFault?)] = [
        ("sig", nil, nil, nil), ("enc", nil, .use("enc"), .use("enc")), ("", nil, .use(""), .use("")),
        ("SIG", nil, .use("SIG"), .use("SIG")), ("sig\\u0000", nil, .use("sig?"), .use("sig?")),
        (nil, #"["verify"]"#, nil, .operation("sign")), (nil, #"["sign"]"#, .operation("verify"), nil),
        (nil, #"["verify","sign"]"#, nil, nil), ("sig", #"["sign","verify"]"#, nil, nil),
        (nil, "[]", .operation("verify"), .operation("sign")),
        (nil, #"["VERIFY"]"#, .operation("verify"), .operation("sign")),
        (nil, #"["encrypt","decrypt"]"#, .operation("verify"), .operation("sign")),
        // Contradictions: each of the two would have to be ignored for the other.
        ("sig", #"["encrypt"]"#, .operation("verify"), .operation("sign")),
        ("enc", #"["verify","sign"]"#, .use("enc"), .use("enc")),
        ("sig", #"["verify","encrypt"]"#, .memberInvalid("key_ops"), .operation("sign")),
        (nil, #"["sign","verify","deriveBits"]"#, .memberInvalid("key_ops"), .memberInvalid("key_ops")),
        (nil, #"["wrapKey","sign"]"#, .operation("verify"), .memberInvalid("key_ops")),
    ]

    @Test("use and key_ops are kept", arguments: labels.indices, SignatureAlgorithm.allCases)
    func use(row: Int, algorithm: SignatureAlgorithm) throws {
        let (use, operations, verify, sign) = Self.labels[row]
        let jwk = try TestKeys.jwk(algorithm, ["use": use.map { "\"\($0)\"" }, "key_ops": operations])
        #expect(fault { _ = try VerificationKey(jwk: jwk, algorithm: algorithm) } == verify)
        #expect(fault { _ = try SigningKey(jwk: jwk, algorithm: algorithm) } == sign)
    }

    @Test("what only verifies, signs nothing", arguments: SignatureAlgorithm.asymmetric)
    func publicHalf(algorithm: SignatureAlgorithm) throws {
        let jwk = try TestKeys.jwk(algorithm).publicHalf()
        #expect(!jwk.isPrivate)
        #expect(fault { _ = try SigningKey(jwk: jwk, algorithm: algorithm) } == .notPrivate)
        #expect(try VerificationKey(jwk: jwk, algorithm: algorithm).algorithm == algorithm)
    }

    @Test(
        "a secret is as long as the hash, at least",
        arguments: [(SignatureAlgorithm.hs256, 32), (.hs384, 48), (.hs512, 64)]
    )
    func secrets(algorithm: SignatureAlgorithm, length: Int) throws {
        let weak = KeyFault.tooWeak("a secret of \(length) bytes or more is needed")
        for count in [0, 1, length / 2, length - 1, length, length + 1, 200] {
            let secret = [UInt8](repeating: 7, count: count)
            let jwk = try JWK(parsing: Array(#"{"kty":"oct","k":"\#(Base64URL.encode(secret))"}"#.utf8))
            let expected = count < length ? weak : nil
            #expect(fault { _ = try VerificationKey(jwk: jwk, algorithm: algorithm) } == expected)
            #expect(fault { _ = try SigningKey(jwk: jwk, algorithm: algorithm) } == expected)
            #expect(fault { _ = try VerificationKey(secret: secret, algorithm: algorithm) } == expected)
            #expect(fault { _ = try SigningKey(secret: secret, algorithm: algorithm, keyID: "a") } == expected)
        }
        for other in SignatureAlgorithm.asymmetric {
            #expect(
                fault { _ = try VerificationKey(secret: [UInt8](repeating: 7, count: 64), algorithm: other) }
                    == .typeMismatch(algorithm: other.name))
        }
    }

    @Test("the algorithm that is part of an AKP key counts, whatever its label says or does not say")
    func pairs() throws {
        for name in [nil, "ML-DSA-87"] {
            let jwk = JWK(try TestKeys.jwk(.mlDSA65).material, keyID: nil, algorithm: name, use: nil)
            #expect(
                fault { _ = try VerificationKey(jwk: jwk, algorithm: .mlDSA87) }
                    == .typeMismatch(algorithm: "ML-DSA-87"))
        }
    }

    /// A modulus of so many bits, odd unless said otherwise.
    static func modulus(_ bits: Int, last: UInt8 = 0xFF) -> String {
        var bytes = [UInt8](repeating: 0xA5, count: (bits + 7) / 8)
        bytes[0] = bits % 8 == 0 ? 0xFF : (1 << UInt8(bits % 8)) - 1
        bytes[bytes.count - 1] = last
        return Base64URL.encode(bytes)
    }

    static let short = KeyFault.tooWeak("an RSA modulus of 2048 bits or more is needed")

    static let numbers: [(n: String, e: String, fault: KeyFault?)] = [
        (modulus(2_048), "AQAB", nil), (modulus(2_047), "AQAB", short), (modulus(1_024), "AQAB", short),
        (modulus(512), "AQAB", short), (modulus(8), "AQAB", short), (modulus(16_392), "AQAB", .memberInvalid("n")),
        (modulus(2_048, last: 0xFE), "AQAB", .memberInvalid("n")), (modulus(2_048), "AQ", .memberInvalid("e")),
        (modulus(2_048), "Aw", .memberInvalid("e")), (modulus(2_048), "EQ", .memberInvalid("e")),
        (modulus(2_048), "Ag", .memberInvalid("e")), (modulus(2_048), "AQAA", .memberInvalid("e")),
        (modulus(2_048), "__8", .memberInvalid("e")), (modulus(2_048), "AQAD", nil),
        (modulus(2_048), "AQAC", .memberInvalid("e")), (modulus(2_048), "gAAAAA", .memberInvalid("e")),
        (modulus(2_048), "AQAAAAE", .memberInvalid("e")),
    ]

    @Test("RSA keys are neither weak nor odd", arguments: numbers.indices)
    func rsa(row: Int) throws {
        let (n, e, expected) = Self.numbers[row]
        let jwk = try JWK(parsing: Array(#"{"kty":"RSA","n":"\#(n)","e":"\#(e)"}"#.utf8))
        for algorithm in Self.families[4] {
            #expect(fault { _ = try VerificationKey(jwk: jwk, algorithm: algorithm) } == expected)
        }
        // A private key is asked the same before its private half is looked at.
        if let expected {
            let key = try TestKeys.jwk(.rs256, ["n": "\"\(n)\"", "e": "\"\(e)\""])
            #expect(fault { _ = try SigningKey(jwk: key, algorithm: .rs256) } == expected)
        }
    }
}
