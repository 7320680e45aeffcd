// Private keys: made, kept, loaded, and never shown by accident.

import Testing

@testable import JOSE

@Suite("SigningKey")
struct SigningKeyTests {
    /// RFC 8037 appendix A.1.
    static let rfc8037 =
        #"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"\#(JWKTests.okp)"}"#

    /// Bytes of a signature (RFC 7518 §3.2–§3.5, RFC 8032 §5.1.6, FIPS 204 §4); of RSA those of a modulus of 2048 bits.
    static let lengths: [SignatureAlgorithm: Int] = [
        .hs256: 32, .hs384: 48, .hs512: 64, .rs256: 256, .rs384: 256, .rs512: 256, .ps256: 256, .ps384: 256,
        .ps512: 256, .es256: 64, .es384: 96, .es512: 132, .ed25519: 64, .edDSA: 64, .mlDSA65: 3_309, .mlDSA87: 4_627,
    ]

    @Test("a new key signs what its public half verifies", arguments: SignatureAlgorithm.allCases)
    func generate(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        #expect(key.algorithm == algorithm)
        if algorithm.isSymmetric {
            // A thumbprint would be a hash of the secret: the name is random.
            let again = try SigningKey.generate(algorithm)
            #expect(try Base64URL.decode(key.keyID).count == 16)
            #expect(key.keyID != again.keyID)
            #expect(key.keyID != (try JWK(parsing: key.exportPrivateJWK()).thumbprint))
        } else {
            #expect(key.keyID == key.verificationKey.jwk.thumbprint)
        }
        let signature = try key.sign([1, 2, 3])
        #expect(signature.count == Self.lengths[algorithm])
        try key.verificationKey.verify(signature: signature, over: [1, 2, 3])
        #expect(throws: JOSEError.signatureInvalid) {
            try key.verificationKey.verify(signature: signature, over: [1, 2, 4])
        }
    }

    @Test("an exported key comes back as it was", arguments: SignatureAlgorithm.allCases)
    func export(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let loaded = try SigningKey(privateJWK: key.exportPrivateJWK(), algorithm: nil)
        #expect(loaded.keyID == key.keyID)
        #expect(loaded.algorithm == algorithm)
        #expect(loaded.verificationKey.jwk == key.verificationKey.jwk)
        try key.verificationKey.verify(signature: loaded.sign([7]), over: [7])
    }

    @Test("neither printing nor publishing shows the private half", arguments: TestKeys.all)
    func secrecy(key: SigningKey) throws {
        let secrets = try TestKeys.secrets(of: key)
        #expect(secrets.count == (key.algorithm.name.contains(/^[RP]S/) ? 6 : 1))
        let whole = try JWK(parsing: key.exportPrivateJWK())
        let set = JWKSet(keys: [key.verificationKey])
        let published = [key.verificationKey.jwk.publicJSON, whole.publicJSON, set.json]
        let shown: [Any] = [
            key, key.verificationKey, key.verificationKey.jwk, whole, set.keys, whole.withoutSecrets,
        ]
        let texts =
            published.map { String(decoding: $0, as: UTF8.self) } + shown.map { "\($0)" }
            + shown.map { String(reflecting: $0) }
        for text in texts { for secret in secrets { #expect(!text.contains(secret)) } }
        for json in published {
            let found = try JSONDocument.object(parsing: json)
            let names = (found["keys"]?.elements?.first ?? found).members?.map(\.name) ?? []
            #expect(TestKeys.secretNames.isDisjoint(with: names))
        }
        #expect(!key.verificationKey.jwk.isPrivate)
        if key.algorithm.isSymmetric {
            #expect(set.json == Array(#"{"keys":[]}"#.utf8))
            #expect(throws: JOSEError.key(.symmetric)) { try whole.publicHalf() }
        }
    }

    @Test("a kid of its own is kept; without one the thumbprint is the kid")
    func keyID() throws {
        let named = Self.rfc8037.replacing("\"kty\"", with: "\"kid\":\"mine\",\"kty\"")
        #expect(try SigningKey(privateJWK: Array(named.utf8), algorithm: .ed25519).keyID == "mine")
        let bare = try SigningKey(privateJWK: Array(Self.rfc8037.utf8), algorithm: .ed25519)
        #expect(bare.keyID == ThumbprintTests.rfc8037)
        #expect(bare.verificationKey.keyID == ThumbprintTests.rfc8037)
    }

    @Test(
        "is refused, and why",
        arguments: [
            (#"{"kty":"OKP","crv":"Ed25519","x":"\#(JWKTests.okp)"}"#, .ed25519, .notPrivate),
            (rfc8037, nil, .algorithmMissing), (rfc8037, .es256, .typeMismatch(algorithm: "ES256")),
            (rfc8037.replacing("11qY", with: "21qY"), .ed25519, .memberInvalid("x")),
            (
                rfc8037.replacing("\"kty\"", with: #""key_ops":["verify"],"kty""#), .ed25519,
                .operation("sign")
            ),
            (rfc8037.replacing("\"kty\"", with: #""use":"enc","kty""#), .ed25519, .use("enc")),
        ] as [(String, SignatureAlgorithm?, KeyFault)]
    )
    func refused(text: String, algorithm: SignatureAlgorithm?, fault: KeyFault) {
        #expect(throws: JOSEError.key(fault)) {
            try SigningKey(privateJWK: Array(text.utf8), algorithm: algorithm)
        }
    }

    @Test("halves that do not belong together are refused", arguments: SignatureAlgorithm.asymmetric)
    func mixed(algorithm: SignatureAlgorithm) throws {
        let other = try JSONDocument.object(parsing: SigningKey.generate(algorithm).exportPrivateJWK())
        let (name, fault): (String, KeyFault) =
            switch try TestKeys.jwk(algorithm).type {
            case "RSA": ("d", .notOnCurve)
            case "AKP": ("priv", .memberInvalid("pub"))
            default: ("d", .memberInvalid("x"))
            }
        let jwk = try TestKeys.jwk(algorithm, [name: other[name]?.text])
        #expect(throws: JOSEError.key(fault)) { try SigningKey(jwk: jwk, algorithm: algorithm) }
    }

    @Test("an RSA key without its primes, or some of their numbers, is refused (RFC 7518 §6.3.2)")
    func primes() throws {
        #expect(throws: JOSEError.key(.memberMissing("p"))) {
            try TestKeys.jwk(.rs256, ["p": nil, "q": nil, "dp": nil, "dq": nil, "qi": nil])
        }
        for name in ["p", "q", "dp", "dq", "qi"] {
            let odd = try TestKeys.jwk(.rs256, [name: "\"AQ\""])
            #expect(throws: JOSEError.key(.notOnCurve)) { try SigningKey(jwk: odd, algorithm: .rs256) }
        }
        for name in ["p", "q", "dp", "dq", "qi"] {
            #expect(throws: JOSEError.key(.memberMissing(name))) { try TestKeys.jwk(.rs256, [name: nil]) }
            #expect(throws: JOSEError.key(.memberInvalid(name))) { try TestKeys.jwk(.rs256, [name: "\"AA\""]) }
        }
        #expect(throws: JOSEError.key(.memberInvalid("oth"))) { try TestKeys.jwk(.rs256, ["oth": "[]"]) }
        // The primes of another key.
        let other = try JSONDocument.object(parsing: SigningKey.generate(.rs256).exportPrivateJWK())
        let swapped = try TestKeys.jwk(.rs256, ["p": other["p"]?.text, "q": other["q"]?.text])
        #expect(throws: JOSEError.key(.notOnCurve)) { try SigningKey(jwk: swapped, algorithm: .rs256) }
    }

    @Test("a P-256 scalar of zero is refused")
    func zeroScalar() {
        let text =
            #"{"kty":"EC","crv":"P-256","x":"\#(JWKTests.x)","y":"\#(JWKTests.y)","d":"\#(String(repeating: "A", count: 43))"}"#
        #expect(throws: JOSEError.key(.notOnCurve)) {
            try SigningKey(privateJWK: Array(text.utf8), algorithm: .es256)
        }
    }
}
