// The form of a compact token: what is refused before any JSON is read, and what the signature hears of first.

import JOSE
import Testing

@Suite("The form of a token")
struct TokenFormTests {
    @Test(
        "is refused, and why",
        arguments: [
            ("", .parts(1)), ("e30", .parts(1)), (".", .parts(2)), ("e30.e30", .parts(2)),
            ("e30.e30.AA.AA", .parts(4)), ("....", .encrypted), ("e30.e30.AA.AA.AA", .encrypted),
            (".....", .parts(6)), ("..", .json(part: "header", .unexpectedEnd)),
            (".e30.AA", .json(part: "header", .unexpectedEnd)), ("e30.e30.AA", .header("alg")),
            ("e3 0.e30.AA", .character(offset: 2)), ("e30.e30.AA=", .character(offset: 10)),
            ("e30.e30.AA\n", .character(offset: 10)), ("e30.e+0.AA", .character(offset: 5)),
            ("e30.e/0.AA", .character(offset: 5)), ("e30.é.AA", .character(offset: 4)),
            ("e30.e30.A?", .character(offset: 9)), ("=", .character(offset: 0)), ("{}", .character(offset: 0)),
            ("e30.e=0.AA.AA.AA", .character(offset: 5)), ("e3.e30.AA", .base64URL(part: "header")),
            ("e.e30.AA", .base64URL(part: "header")), ("e30.e30.A", .base64URL(part: "signature")),
            ("e30.e30.AB", .base64URL(part: "signature")), ("e30.e30.\u{0}", .character(offset: 8)),
        ] as [(String, JOSEError)]
    )
    func refused(text: String, error: JOSEError) {
        #expect(throws: error) { try CompactJWS(parsing: text) }
    }

    @Test("a foreign byte is named wherever it stands, before anything else is wrong")
    func foreignBytes() {
        let text = Array("eyJhbGciOiJFUzI1NiJ9.e30.AAAA".utf8)
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)
        for byte in UInt8(0)..<128 where !allowed.contains(byte) {
            for offset in text.indices {
                var changed = text
                changed[offset] = byte
                #expect(throws: JOSEError.character(offset: offset)) {
                    try CompactJWS(parsing: String(decoding: changed, as: UTF8.self))
                }
            }
        }
    }

    @Test("the longest text is read, and one byte more is not")
    func length() throws {
        let text = "eyJhbGciOiJFUzI1NiJ9.\(String(repeating: "A", count: 400)).AAAA"
        _ = try CompactJWS(parsing: text, maximumLength: text.utf8.count)
        #expect(throws: JOSEError.tooLong(limit: text.utf8.count - 1)) {
            try CompactJWS(parsing: text, maximumLength: text.utf8.count - 1)
        }
        #expect(throws: JOSEError.tooLong(limit: 16_384)) {
            try CompactJWS(parsing: String(repeating: "A", count: 16_385))
        }
    }

    @Test("who changes the payload hears of the signature, even where the change is no base64url")
    func payloadSpelling() throws {
        let key = TestKeys.es256
        let honest = try CompactJWS.sign([1], type: .accessToken, with: key).split(separator: ".")
        for payload in ["AR", "A"] {
            let jws = try CompactJWS(parsing: "\(honest[0]).\(payload).\(honest[2])")
            #expect(throws: JOSEError.signatureInvalid) { try jws.payload(verifiedWith: key.verificationKey) }
            #expect(throws: JOSEError.base64URL(part: "payload")) { try jws.unverifiedPayload() }
        }
        // Signed so by the key itself, it is still refused: one payload has one spelling.
        let input = "\(honest[0]).AR"
        let signed = try input + "." + Base64URL.encode(key.sign(Array(input.utf8)))
        #expect(throws: JOSEError.base64URL(part: "payload")) {
            try CompactJWS(parsing: signed).payload(verifiedWith: key.verificationKey)
        }
    }

    @Test("a key checks its own algorithm only", arguments: TestKeys.all, TestKeys.all)
    func algorithmOfKey(signer: SigningKey, verifier: SigningKey) throws {
        guard signer.algorithm != verifier.algorithm else { return }
        let jws = try CompactJWS(parsing: CompactJWS.sign([1], type: .accessToken, with: signer))
        let fault = KeyFault.algorithm(bound: verifier.algorithm.name, asked: signer.algorithm.name)
        #expect(throws: JOSEError.key(fault)) { try jws.payload(verifiedWith: verifier.verificationKey) }
    }

    @Test("an unknown algorithm is nobody's", arguments: ["none", "ES256K", "RSA1_5", "ML-DSA-44", "es256"])
    func unknownAlgorithm(name: String) throws {
        let text = try rawToken(header: #"{"alg":"\#(name)"}"#, by: TestKeys.es256)
        #expect(throws: JOSEError.key(.algorithm(bound: "ES256", asked: name))) {
            try CompactJWS(parsing: text).payload(verifiedWith: TestKeys.es256.verificationKey)
        }
    }

    @Test("text from a header reaches an error in printable ASCII only, and not all of it")
    func excerpts() {
        let name = #"a\n\u0000\"é"# + String(repeating: "b", count: 100)
        let shown = "a??\"?" + String(repeating: "b", count: 59)
        let header = Base64URL.encode(#"{"alg":"ES256","crit":["\#(name)"]}"#.utf8)
        #expect(throws: JOSEError.critical(shown)) { try CompactJWS(parsing: "\(header)..") }
    }
}
