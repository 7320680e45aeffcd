// The JSON serializations: round trips, and members that must, may or must not stand there.

import Testing

@testable import JOSE

@Suite struct JSONJWETests {
    static let content = Array("Live long and prosper.".utf8)

    @Test(arguments: EncryptionSample.all)
    func oneRecipientIsFlattened(_ sample: EncryptionSample) throws {
        let bytes = try JSONJWE.encrypt(
            Self.content, as: .a256GCM, to: [sample.encryption()], additionalData: [1, 2], contentType: "y")
        #expect(try JSONDocument.object(parsing: bytes)["recipients"] == nil)
        let jwe = try JSONJWE(parsing: bytes)
        #expect(jwe.recipients.count == 1)
        #expect(jwe.recipients[0].recipientUnprotected == nil)
        #expect(jwe.recipients[0].contentType == TokenType("y"))
        #expect(try jwe.decrypted(with: sample.decryption(), recipient: 0, contents: .all) == Self.content)
    }

    static let wrapping = EncryptionSample.all.filter {
        $0.algorithm != .direct && $0.algorithm != .ecdhES
    }

    @Test func eachOfManyRecipientsDecrypts() throws {
        let bytes = try JSONJWE.encrypt(
            Self.content, as: .a128CBCHS256, to: Self.wrapping.map { try $0.encryption() }, type: TokenType("x"))
        let jwe = try JSONJWE(parsing: bytes)
        #expect(jwe.recipients.count == Self.wrapping.count)
        for (place, sample) in Self.wrapping.enumerated() {
            #expect(jwe.recipients[place].keyID == sample.jwk.keyID)
            let key = try sample.decryption()
            #expect(try jwe.decrypted(with: key, recipient: place, contents: [.a128CBCHS256]) == Self.content)
        }
        #expect(throws: JOSEError.member("recipients")) {
            try jwe.decrypted(with: Self.wrapping[0].decryption(), recipient: Self.wrapping.count, contents: .all)
        }
        #expect(throws: JOSEError.member("recipients")) {
            try jwe.decrypted(with: Self.wrapping[0].decryption(), recipient: -1, contents: .all)
        }
    }

    @Test func aKeyThatIsTheContentsOwnHasNoOtherRecipients() throws {
        let other = try EncryptionSample.of(.a256KW).encryption()
        for sample in [EncryptionSample.of(.direct), EncryptionSample.of(.ecdhES)] {
            #expect(throws: JOSEError.algorithmNotAllowed(sample.algorithm.name)) {
                try JSONJWE.encrypt(Self.content, as: .a256GCM, to: [other, sample.encryption()])
            }
        }
        #expect(throws: JOSEError.member("recipients")) { try JSONJWE.encrypt(Self.content, as: .a256GCM, to: []) }
        #expect(throws: JOSEError.member("recipients")) {
            try JSONJWE.encrypt(Self.content, as: .a256GCM, to: Array(repeating: other, count: 65))
        }
    }

    @Test func whatTheTagCoversCannotBeChanged() throws {
        let sample = EncryptionSample.of(.a256KW)
        let bytes = try JSONJWE.encrypt(
            Self.content, as: .a256GCM, to: [sample.encryption()], additionalData: Array("aaaa".utf8))
        let text = String(decoding: bytes, as: UTF8.self)
        let aad = Base64URL.encode(Array("aaaa".utf8))
        let key = try sample.decryption()
        for changed in [
            text.replacing("\"aad\":\"\(aad)\",", with: ""),
            text.replacing(aad, with: Base64URL.encode(Array("aaab".utf8))),
            text.replacing("\"iv\":", with: "\"iv2\":"), text.replacing("\"tag\":", with: "\"tag2\":"),
            text.replacing("\"encrypted_key\":", with: "\"unknown\":"),
        ] {
            #expect(changed != text)
            #expect(throws: JOSEError.decryptionFailed) {
                try JSONJWE(parsing: Array(changed.utf8)).decrypted(with: key, recipient: 0, contents: .all)
            }
        }
    }

    /// `{"alg":"dir","enc":"A256GCM"}`
    static let protected = Base64URL.encode(#"{"alg":"dir","enc":"A256GCM"}"#.utf8)
    static let zip = Base64URL.encode(#"{"zip":"DEF"}"#.utf8)

    static let forms: [(String, JOSEError?)] = [
        (#"{"protected":"\#(protected)","ciphertext":""}"#, nil),
        (#"{"unprotected":{"alg":"dir","enc":"A256GCM"},"ciphertext":""}"#, nil),
        (#"{"header":{"alg":"dir","enc":"A256GCM"},"ciphertext":"","other":[1]}"#, nil),
        (#"{"protected":"\#(protected)","ciphertext":"","recipients":[{}]}"#, nil),
        (#"{"protected":"\#(zip)","header":{"alg":"dir","enc":"A256GCM"},"ciphertext":""}"#, nil),
        (#"{"protected":"\#(protected)"}"#, .member("ciphertext")),
        (#"{"protected":"\#(protected)","ciphertext":1}"#, .member("ciphertext")),
        (#"{"protected":"\#(protected)","ciphertext":"="}"#, .base64URL(part: "ciphertext")),
        (#"{"protected":"","ciphertext":""}"#, .member("protected")),
        (#"{"protected":{},"ciphertext":""}"#, .member("protected")),
        (#"{"protected":"e30","ciphertext":""}"#, .header("alg")),
        (#"{"ciphertext":""}"#, .header("alg")),
        (#"{"protected":"AA","ciphertext":""}"#, .json(part: "header", .unexpectedByte(offset: 0))),
        (#"{"protected":"\#(protected)","ciphertext":"","iv":""}"#, .member("iv")),
        (#"{"protected":"\#(protected)","ciphertext":"","iv":"A"}"#, .base64URL(part: "iv")),
        (#"{"protected":"\#(protected)","ciphertext":"","tag":null}"#, .member("tag")),
        (#"{"protected":"\#(protected)","ciphertext":"","aad":""}"#, .member("aad")),
        (#"{"protected":"\#(protected)","ciphertext":"","aad":"é"}"#, .base64URL(part: "aad")),
        (#"{"protected":"\#(protected)","ciphertext":"","encrypted_key":""}"#, .member("encrypted_key")),
        (#"{"protected":"\#(protected)","ciphertext":"","header":[]}"#, .member("header")),
        (#"{"protected":"\#(protected)","ciphertext":"","unprotected":"x"}"#, .member("unprotected")),
        (#"{"protected":"\#(protected)","ciphertext":"","recipients":[]}"#, .member("recipients")),
        (#"{"protected":"\#(protected)","ciphertext":"","recipients":{}}"#, .member("recipients")),
        (#"{"protected":"\#(protected)","ciphertext":"","recipients":[1]}"#, .member("recipients")),
        (#"{"protected":"\#(protected)","ciphertext":"","recipients":[{}],"header":{}}"#, .member("header")),
        (
            #"{"protected":"\#(protected)","ciphertext":"","recipients":[{}],"encrypted_key":"AA"}"#,
            .member("encrypted_key")
        ),
        (#"{"protected":"\#(protected)","ciphertext":"","header":{"alg":"dir"}}"#, .header("alg")),
        (#"{"protected":"\#(protected)","ciphertext":"","unprotected":{"enc":"A256GCM"}}"#, .header("enc")),
        (
            #"{"protected":"\#(protected)","ciphertext":"","unprotected":{"kid":"a"},"header":{"kid":"a"}}"#,
            .header("kid")
        ),
        (#"{"protected":"\#(protected)","ciphertext":"","unprotected":{"zip":"DEF"}}"#, .header("zip")),
        (#"{"protected":"\#(protected)","ciphertext":"","header":{"zip":"DEF"}}"#, .header("zip")),
        (#"{"protected":"\#(protected)","ciphertext":"","header":{"crit":["x"]}}"#, .header("crit")),
        (
            #"{"ciphertext":"","recipients":[{"header":{"alg":"A128KW","enc":"A128GCM"}},"#
                + #"{"header":{"alg":"A128KW","enc":"A256GCM"}}]}"#,
            .header("enc")
        ),
        ("[]", .json(part: "JWE", .wrongKind(expected: "an object"))),
        ("", .json(part: "JWE", .unexpectedEnd)),
    ]

    @Test(arguments: forms)
    func form(_ text: String, _ expected: JOSEError?) {
        do {
            _ = try JSONJWE(parsing: Array(text.utf8))
            #expect(expected == nil)
        } catch {
            #expect(error == expected)
        }
    }

    @Test func bounds() {
        #expect(throws: JOSEError.tooLong(limit: 3)) { try JSONJWE(parsing: Array("{{{{".utf8), maximumLength: 3) }
        let recipients = Array(repeating: "{}", count: 65).joined(separator: ",")
        let many = #"{"protected":"\#(Self.protected)","ciphertext":"","recipients":[\#(recipients)]}"#
        #expect(throws: JOSEError.member("recipients")) { try JSONJWE(parsing: Array(many.utf8)) }
        let parameters = (0..<63).map { #""x\#($0)":1"# }.joined(separator: ",")
        let wide = #"{"protected":"\#(Self.protected)","ciphertext":"","header":{\#(parameters)}}"#
        #expect(throws: JOSEError.member("header")) { try JSONJWE(parsing: Array(wide.utf8)) }
    }
}
