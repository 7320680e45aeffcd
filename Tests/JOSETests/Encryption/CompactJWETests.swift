// The compact serialization of encrypted objects: round trips of everything, and one error for all that does not open.

import Testing

@testable import JOSE

@Suite struct CompactJWETests {
    static let content = Array("Live long and prosper.".utf8)

    @Test(arguments: EncryptionSample.all, ContentEncryption.allCases)
    func whatIsEncryptedDecrypts(_ sample: EncryptionSample, _ encryption: ContentEncryption) throws {
        var sample = sample
        if sample.algorithm == .direct {
            sample = EncryptionSample(algorithm: .direct, jwk: try .generate(for: .direct, content: encryption))
        }
        let text = try CompactJWE.encrypt(
            Self.content, as: encryption, to: sample.encryption(), type: TokenType("x"), contentType: "y")
        let jwe = try CompactJWE(parsing: text)
        #expect(jwe.header.algorithm == sample.algorithm.name)
        #expect(jwe.header.encryption == encryption.name)
        #expect(jwe.header.keyID == sample.jwk.keyID)
        #expect(jwe.header.type == TokenType("x"))
        #expect(jwe.header.contentType == TokenType("y"))
        #expect(jwe.header["zip"] == nil)
        #expect(try jwe.decrypted(with: sample.decryption(), contents: [encryption]) == Self.content)
    }

    /// RFC 7516 §A.3.
    static let example =
        "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ."
        + "AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ"

    @Test func theExampleOfRFC7516() throws {
        let jwk = try JWK(parsing: Array(#"{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}"#.utf8))
        let key = try DecryptionKey(jwk: jwk, algorithm: .a128KW)
        #expect(
            try CompactJWE(parsing: Self.example).decrypted(with: key, contents: [.a128CBCHS256]) == Self.content)
    }

    @Test(arguments: EncryptionSample.all)
    func whatDoesNotOpenIsOneError(_ sample: EncryptionSample) throws {
        let honest = try JWEParts(CompactJWE.encrypt(Self.content, as: .a256GCM, to: sample.encryption()))
        var changed: [JWEParts] = []
        for change in [
            { (parts: inout JWEParts) in parts.ciphertext[0] ^= 1 }, { $0.ciphertext.removeLast() },
            { $0.ciphertext = [] },
            { $0.tag[0] ^= 1 }, { $0.tag.removeLast() }, { $0.tag.append(0) }, { $0.tag = [] },
            { $0.iv[0] ^= 1 }, { $0.iv.removeLast() }, { $0.iv.append(0) }, { $0.iv = [] },
            { $0.encryptedKey.append(0) }, { $0.encryptedKey = $0.encryptedKey.dropLast() },
            { $0.encryptedKey = $0.encryptedKey.isEmpty ? [1] : [] },
            { $0.encryptedKey = [UInt8](repeating: 1, count: $0.encryptedKey.count + 8) },
            { $0.header = $0.header.replacing(#""enc""#, with: #""x":1,"enc""#) },
        ] {
            var parts = honest
            change(&parts)
            if parts.text != honest.text { changed.append(parts) }
        }
        #expect(changed.count >= 15)
        let key = try sample.decryption()
        #expect(try CompactJWE(parsing: honest.text).decrypted(with: key, contents: .all) == Self.content)
        for parts in changed {
            #expect(throws: JOSEError.decryptionFailed, "\(parts)") {
                try CompactJWE(parsing: parts.text).decrypted(with: key, contents: .all)
            }
        }
        #expect(throws: JOSEError.decryptionFailed) {
            try CompactJWE(parsing: honest.text).decrypted(with: sample.another().decryption(), contents: .all)
        }
    }

    static let forms: [(String, JOSEError)] = [
        ("", .parts(1)), ("....", .json(part: "header", .unexpectedEnd)), (".....", .parts(6)), ("..", .signed),
        ("a.b", .parts(2)), ("a.b.c.d.e=", .character(offset: 9)), ("{}", .character(offset: 0)),
        ("a....", .base64URL(part: "header")), ("e30.a...", .base64URL(part: "encrypted key")),
        ("e30..a..", .base64URL(part: "initialization vector")), ("e30...a.", .base64URL(part: "ciphertext")),
        ("e30....a", .base64URL(part: "tag")), ("e30....", .header("alg")), ("e30....AB", .base64URL(part: "tag")),
    ]

    @Test(arguments: forms)
    func form(_ text: String, _ expected: JOSEError) {
        #expect(throws: expected) { try CompactJWE(parsing: text) }
    }

    @Test func theLengthIsAskedFirst() {
        #expect(throws: JOSEError.tooLong(limit: 10)) {
            try CompactJWE(parsing: "{}{}{}{}{}{}", maximumLength: 10)
        }
    }

    static let headers: [(String, JOSEError)] = [
        (#"{"enc":"A256GCM"}"#, .header("alg")), (#"{"alg":"dir"}"#, .header("enc")),
        (#"{"alg":1,"enc":"A256GCM"}"#, .header("alg")), (#"{"alg":"dir","enc":null}"#, .header("enc")),
        (#"{"alg":"dir","enc":"A256GCM","kid":1}"#, .header("kid")),
        (#"{"alg":"dir","enc":"A256GCM","typ":[]}"#, .header("typ")),
        (#"{"alg":"dir","enc":"A256GCM","cty":{}}"#, .header("cty")),
        (#"{"alg":"dir","enc":"A256GCM","crit":["exp"],"exp":1}"#, .critical("exp")),
        (#"{"alg":"dir","enc":"A256GCM","crit":[]}"#, .header("crit")),
        (#"{"alg":"dir","enc":"A256GCM","zip":"GZIP"}"#, .header("zip")),
        (#"{"alg":"dir","enc":"A256GCM","zip":true}"#, .header("zip")),
        (#"{"alg":"dir","alg":"dir"}"#, .json(part: "header", .duplicateName(offset: 14))),
        ("[]", .json(part: "header", .wrongKind(expected: "an object"))),
    ]

    @Test(arguments: headers)
    func header(_ header: String, _ expected: JOSEError) {
        #expect(throws: expected) { try CompactJWE(parsing: Base64URL.encode(header.utf8) + "....") }
    }

    static let refusals: [(String, JOSEError)] = [
        (#"{"alg":"RSA1_5","enc":"A256GCM"}"#, .algorithmNotAllowed("RSA1_5")),
        (#"{"alg":"none","enc":"A256GCM"}"#, .algorithmNotAllowed("none")),
        (#"{"alg":"DIR","enc":"A256GCM"}"#, .algorithmNotAllowed("DIR")),
        (#"{"alg":"A256KW","enc":"A256GCM"}"#, .key(.algorithm(bound: "dir", asked: "A256KW"))),
        (#"{"alg":"dir","enc":"A256CTR"}"#, .algorithmNotAllowed("A256CTR")),
        (#"{"alg":"dir","enc":"A128GCM"}"#, .algorithmNotAllowed("A128GCM")),
        (#"{"alg":"dir","enc":"A256CBC-HS512"}"#, .key(.typeMismatch(algorithm: "A256CBC-HS512"))),
        (#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#, .header("zip")),
    ]

    @Test(arguments: refusals)
    func algorithms(_ header: String, _ expected: JOSEError) throws {
        let key = try EncryptionSample.of(.direct).decryption()
        let jwe = try CompactJWE(parsing: Base64URL.encode(header.utf8) + "..AAAA.AAAA.AAAA")
        #expect(throws: expected) { try jwe.decrypted(with: key, contents: [.a256GCM, .a256CBCHS512]) }
    }

    @Test func aKeyThatNamesItsContentEncryptionIsUsedForNoOther() throws {
        let jwk = try JWK.generate(for: .direct).bound(to: "A256GCM", use: "enc", keyID: nil)
        let key = try EncryptionKey(jwk: jwk, algorithm: .direct)
        let text = try CompactJWE.encrypt([1], as: .a256GCM, to: key)
        #expect(throws: JOSEError.key(.algorithm(bound: "A256GCM", asked: "A128CBC-HS256"))) {
            try CompactJWE.encrypt([1], as: .a128CBCHS256, to: key)
        }
        let own = try DecryptionKey(jwk: jwk, algorithm: nil)
        #expect(try CompactJWE(parsing: text).decrypted(with: own, contents: .all) == [1])
    }

    static let wrongParameters: [(KeyManagementAlgorithm, String, JOSEError)] = [
        (.ecdhES, "", .header("epk")), (.ecdhES, #","epk":1"#, .header("epk")),
        (.ecdhES, #","epk":{}"#, .header("epk")), (.ecdhES, #","epk":{"kty":"oct","k":"AAAA"}"#, .header("epk")),
        (.ecdhES, #","epk":{"kty":"OKP","crv":"X25519","x":"AAAA"}"#, .header("epk")),
        (.ecdhES, #","epk":{"kty":"OKP","crv":"X25519","x":1}"#, .header("epk")),
        (.ecdhES, ",\"epk\":{\(EncryptionKeyTests.privateX25519)}", .header("epk")),
        (.ecdhES, ",\"epk\":{\(EncryptionKeyTests.x25519)},\"apu\":1", .header("apu")),
        (.ecdhES, ",\"epk\":{\(EncryptionKeyTests.x25519)},\"apv\":\"=\"", .header("apv")),
        (.a256GCMKW, "", .header("iv")), (.a256GCMKW, #","iv":"AAAA""#, .header("iv")),
        (.a256GCMKW, #","iv":12"#, .header("iv")), (.a256GCMKW, #","iv":"AAAAAAAAAAAAAAAA""#, .header("tag")),
        (.a256GCMKW, #","iv":"AAAAAAAAAAAAAAAA","tag":"AAAA""#, .header("tag")),
    ]

    @Test(arguments: wrongParameters)
    func parameters(_ algorithm: KeyManagementAlgorithm, _ parameters: String, _ expected: JOSEError) throws {
        let key = try EncryptionSample.of(algorithm, curve: algorithm == .ecdhES ? "X25519" : nil).decryption()
        let header = #"{"alg":"\#(algorithm.name)","enc":"A256GCM"\#(parameters)}"#
        let jwe = try CompactJWE(parsing: Base64URL.encode(header.utf8) + "..AAAA.AAAA.AAAA")
        #expect(throws: expected) { try jwe.decrypted(with: key, contents: .all) }
    }
}
