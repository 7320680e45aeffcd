// b64 of false: the examples of RFC 7797, what must be protected, and that no token comes this way.

import JOSE
import Testing

@Suite("Unencoded payload")
struct UnencodedJWSTests {
    /// RFC 7797 §4: the key, the header with b64 and crit, and what the signature over "$.02" is.
    static let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    static let header = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"
    static let signature = "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"

    static func key() throws -> SigningKey {
        try SigningKey(secret: Base64URL.decode(secret), algorithm: .hs256, keyID: "k")
    }

    /// A compact text of any header and payload, signed honestly.
    static func compact(_ header: String, _ payload: String = "a b") throws -> String {
        let encoded = Base64URL.encode(header.utf8)
        return try "\(encoded).\(payload).\(Base64URL.encode(key().sign(Array("\(encoded).\(payload)".utf8))))"
    }

    static func refusal(_ text: String, _ detached: [UInt8]? = nil) throws -> JOSEError? {
        let key = try key()
        do throws(JOSEError) {
            _ = try UnencodedJWS(parsing: text, detachedPayload: detached).payload(
                verifiedWith: key.verificationKey)
            return nil
        } catch {
            return error
        }
    }

    @Test("the example of RFC 7797 §4.2 verifies, compact and in JSON, detached and not")
    func example() throws {
        let key = try Self.key().verificationKey
        let payload = Array("$.02".utf8)
        let compact = try UnencodedJWS(
            parsing: "\(Self.header)..\(Self.signature)", detachedPayload: payload)
        #expect(try compact.payload(verifiedWith: key) == payload)
        let members = #""protected":"\#(Self.header)","signature":"\#(Self.signature)""#
        let json = try UnencodedJWS(parsing: Array(#"{\#(members),"payload":"$.0\u0032"}"#.utf8))
        #expect(try json.payload(verifiedWith: key) == payload)
        #expect(json.unverifiedPayload == payload)
        let detached = try UnencodedJWS(
            parsing: Array(#"{"signatures":[{\#(members)}]}"#.utf8), detachedPayload: payload)
        #expect(try detached.payload(verifiedWith: key, signature: 0) == payload)
        #expect(throws: JOSEError.member("signatures")) { try detached.payload(verifiedWith: key, signature: 1) }
        #expect(throws: JOSEError.signatureInvalid) {
            try UnencodedJWS(parsing: "\(Self.header)..\(Self.signature)", detachedPayload: [1])
                .payload(verifiedWith: key)
        }
    }

    @Test(
        "what a header must say, and may not",
        arguments: [
            (#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, nil),
            (#"{"alg":"HS256","b64":false,"crit":["b64"],"typ":"x","cty":"y"}"#, nil),
            (#"{"alg":"HS256"}"#, .header("b64")), (#"{"alg":"HS256","b64":false}"#, .header("b64")),
            (#"{"alg":"HS256","b64":true,"crit":["b64"]}"#, .header("b64")),
            (#"{"alg":"HS256","b64":"false","crit":["b64"]}"#, .header("b64")),
            (#"{"alg":"HS256","b64":null,"crit":["b64"]}"#, .header("b64")),
            (#"{"alg":"HS256","b64":0,"crit":["b64"]}"#, .header("b64")),
            (#"{"alg":"HS256","crit":["b64"]}"#, .header("b64")),
            (#"{"alg":"HS256","b64":false,"crit":[]}"#, .header("crit")),
            (#"{"alg":"HS256","b64":false,"crit":"b64"}"#, .header("crit")),
            (#"{"alg":"HS256","b64":false,"crit":["b64","b64"]}"#, .header("crit")),
            (#"{"alg":"HS256","b64":false,"crit":["b64","x"],"x":1}"#, .critical("x")),
            (#"{"alg":"HS256","b64":false,"crit":["b64","alg"]}"#, .critical("alg")),
            (#"{"b64":false,"crit":["b64"]}"#, .header("alg")),
            (#"{"alg":"HS384","b64":false,"crit":["b64"]}"#, .key(.algorithm(bound: "HS256", asked: "HS384"))),
            (#"{"alg":"HS256","b64":false,"crit":["b64"],"typ":"JWT"}"#, .header("typ")),
            (#"{"alg":"HS256","b64":false,"crit":["b64"],"typ":"application/AT+jwt"}"#, .header("typ")),
            (#"{"alg":"HS256","b64":false,"crit":["b64"],"cty":"jwt"}"#, .header("typ")),
        ] as [(String, JOSEError?)]
    )
    func headers(header: String, error: JOSEError?) throws {
        #expect(try Self.refusal(Self.compact(header)) == error)
    }

    @Test(
        "a compact payload is printable ASCII without a dot, or elsewhere",
        arguments: [
            ("", nil, nil), (" !-/~", nil, nil), ("a.b", nil, .parts(4)), ("a\n", nil, .character(offset: 58)),
            ("\u{7F}", nil, .character(offset: 57)), ("é", nil, .character(offset: 57)),
            ("a", [97], .member("payload")), ("", [0, 46, 255], .signatureInvalid),
        ] as [(String, [UInt8]?, JOSEError?)]
    )
    func payloads(payload: String, detached: [UInt8]?, error: JOSEError?) throws {
        let text = try Self.compact(#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, payload)
        #expect(try Self.refusal(text, detached) == error)
    }

    @Test("the form of the text")
    func forms() throws {
        #expect(try Self.refusal("") == .parts(1))
        #expect(try Self.refusal("..") == .member("protected"))
        #expect(try Self.refusal("e 0..") == .character(offset: 1))
        #expect(try Self.refusal("e30..=") == .character(offset: 5))
        #expect(try Self.refusal("\(Self.header)..A") == .base64URL(part: "signature"))
        #expect(throws: JOSEError.tooLong(limit: 5)) { try UnencodedJWS(parsing: "e30..A", maximumLength: 5) }
        let members = #""protected":"\#(Self.header)","signature":"\#(Self.signature)""#
        #expect(throws: JOSEError.member("payload")) { try UnencodedJWS(parsing: Array("{\(members)}".utf8)) }
        #expect(throws: JOSEError.member("payload")) {
            try UnencodedJWS(parsing: Array(#"{\#(members),"payload":"a"}"#.utf8), detachedPayload: [97])
        }
    }

    @Test("all signatures of one object leave the payload as it is, under their own protection")
    func mixed() throws {
        let good = #""protected":"\#(Self.header)","signature":"\#(Self.signature)""#
        let encoded = #""protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA""#
        let open = #""protected":"eyJhbGciOiJIUzI1NiJ9","header":{"b64":false},"signature":"AA""#
        for other in [encoded, open] {
            let text = Array(#"{"payload":"$.02","signatures":[{\#(good)},{\#(other)}]}"#.utf8)
            #expect(throws: JOSEError.header("b64")) { try UnencodedJWS(parsing: text) }
        }
        let outside = Base64URL.encode(#"{"b64":false,"crit":["b64"]}"#.utf8)
        let text = #"{"payload":"","protected":"\#(outside)","header":{"alg":"HS256"},"signature":"AA"}"#
        let jws = try UnencodedJWS(parsing: Array(text.utf8))
        #expect(throws: JOSEError.header("alg")) { try jws.payload(verifiedWith: Self.key().verificationKey) }
    }

    @Test("what is signed verifies here and nowhere else", arguments: TestKeys.all)
    func signing(key: SigningKey) throws {
        let text = try UnencodedJWS.sign(Array("a b".utf8), type: TokenType("x"), with: key)
        let jws = try UnencodedJWS(parsing: text)
        #expect(jws.signatures[0].keyID == key.keyID)
        #expect(jws.signatures[0].type == TokenType("x"))
        #expect(try jws.payload(verifiedWith: key.verificationKey) == Array("a b".utf8))
        #expect(throws: JOSEError.critical("b64")) {
            try CompactJWS(parsing: UnencodedJWS.sign(Array("AQID".utf8), with: key))
        }
        let detached = try UnencodedJWS.sign([0, 255], with: key, detached: true)
        #expect(
            try UnencodedJWS(parsing: detached, detachedPayload: [0, 255])
                .payload(verifiedWith: key.verificationKey) == [0, 255])
        let json = try UnencodedJWS.signJSON(Array("\"é.\n".utf8), with: [key, key])
        for index in 0..<2 {
            let payload = try UnencodedJWS(parsing: json).payload(
                verifiedWith: key.verificationKey, signature: index)
            #expect(payload == Array("\"é.\n".utf8))
        }
        #expect(throws: JOSEError.critical("b64")) { try JSONJWS(parsing: json) }
        let elsewhere = try UnencodedJWS.signJSON([255], with: [key], detached: true)
        #expect(
            try UnencodedJWS(parsing: elsewhere, detachedPayload: [255])
                .payload(verifiedWith: key.verificationKey) == [255])
    }

    @Test("what can't be written is not signed")
    func refusedSigning() throws {
        let key = try Self.key()
        #expect(throws: JOSEError.member("payload")) { try UnencodedJWS.sign(Array("$.02".utf8), with: key) }
        #expect(throws: JOSEError.member("payload")) { try UnencodedJWS.signJSON([255], with: [key]) }
        #expect(throws: JOSEError.member("signatures")) { try UnencodedJWS.signJSON([], with: []) }
        #expect(throws: JOSEError.header("typ")) { try UnencodedJWS.sign([], type: .accessToken, with: key) }
        #expect(throws: JOSEError.header("typ")) {
            try UnencodedJWS.signJSON([], type: TokenType("JWT"), with: [key])
        }
    }
}
