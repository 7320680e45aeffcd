// The JSON serializations: what is read, what is refused and why, and that what is signed verifies.

import Testing

@testable import JOSE

@Suite("JSON serialization of signatures")
struct JSONJWSTests {
    static let key = TestKeys.es256

    /// One signature of any headers over a payload that is encoded already; a header of `nil` is left out.
    static func entry(
        _ protected: String?,
        header: String? = nil,
        payload: String = "AQID",
        by key: SigningKey = key
    ) throws -> String {
        let encoded = protected.map { Base64URL.encode($0.utf8) }
        let signature = try Base64URL.encode(key.sign(Array("\(encoded ?? "").\(payload)".utf8)))
        var members = ["\"signature\":\"\(signature)\""]
        if let encoded { members.append("\"protected\":\"\(encoded)\"") }
        if let header { members.append("\"header\":\(header)") }
        return members.joined(separator: ",")
    }

    static func refusal(
        _ text: String,
        by key: SigningKey = key,
        unprotected: JSONJWS.UnprotectedAlgorithm = .refused,
        index: Int = 0
    ) -> JOSEError? {
        do throws(JOSEError) {
            let payload = try JSONJWS(parsing: Array(text.utf8)).payload(
                verifiedWith: key.verificationKey, signature: index, unprotectedAlgorithm: unprotected)
            #expect(payload == [1, 2, 3])
            return nil
        } catch {
            return error
        }
    }

    @Test("flattened and general, with headers in either part")
    func accepted() throws {
        let plain = try Self.entry(#"{"alg":"ES256"}"#)
        let both = try Self.entry(#"{"alg":"ES256"}"#, header: #"{"kid":"k","new":[1]}"#)
        #expect(Self.refusal(#"{"payload":"AQID",\#(plain)}"#) == nil)
        #expect(Self.refusal(#"{"payload":"AQID",\#(both),"other":{"signatures":1}}"#) == nil)
        #expect(Self.refusal(#"{"signatures":[{\#(plain)},{\#(both)}],"payload":"AQID"}"#, index: 1) == nil)
        #expect(Self.refusal(#"{"payload":"\u0041QID",\#(plain)}"#) == nil)
        let jws = try JSONJWS(parsing: Array(#"{"payload":"AQID",\#(both)}"#.utf8))
        #expect(jws.signatures.map(\.keyID) == ["k"])
        #expect(jws.signatures[0].algorithm == "ES256")
        #expect(jws.signatures[0].protected?.text == #"{"alg":"ES256"}"#)
        #expect(jws.signatures[0].unprotected?.text == #"{"kid":"k","new":[1]}"#)
        #expect(jws.unverifiedPayload == [1, 2, 3])
    }

    @Test(
        "the members around a signature",
        arguments: [
            ("[]", .json(part: "serialization", .wrongKind(expected: "an object"))),
            ("{}", .member("signature")), (#"{"payload":"AQID"}"#, .member("signature")),
            (#"{ENTRY}"#, .member("payload")), (#"{"payload":7,ENTRY}"#, .member("payload")),
            (#"{"payload":null,ENTRY}"#, .member("payload")),
            (#"{"payload":"AQI=",ENTRY}"#, .base64URL(part: "payload")),
            (#"{"payload":"AQJ",ENTRY}"#, .base64URL(part: "payload")),
            (#"{"payload":"AQID","payload":"AQID",ENTRY}"#, .json(part: "serialization", .duplicateName(offset: 19))),
            (#"{"payload":"AQID","signatures":[{ENTRY}],"signature":""}"#, .member("signature")),
            (#"{"payload":"AQID","signatures":[{ENTRY}],"protected":""}"#, .member("protected")),
            (#"{"payload":"AQID","signatures":[{ENTRY}],"header":{}}"#, .member("header")),
            (#"{"payload":"AQID","signatures":[]}"#, .member("signatures")),
            (#"{"payload":"AQID","signatures":{ENTRY}}"#, .member("signatures")),
            (#"{"payload":"AQID","signatures":{}}"#, .member("signatures")),
            (#"{"payload":"AQID","signatures":null}"#, .member("signatures")),
            (#"{"payload":"AQID","signatures":[1]}"#, .member("signatures")),
            (#"{"payload":"AQID","signatures":[{}]}"#, .member("signature")),
            (#"{"payload":"AQID","signature":1}"#, .member("signature")),
            (#"{"payload":"AQID","signature":""}"#, .header("alg")),
            (#"{"payload":"AQID","signature":"","protected":1}"#, .member("protected")),
            (#"{"payload":"AQID","signature":"","protected":"e30"}"#, .member("protected")),
            (#"{"payload":"AQID","signature":"","protected":"e3"}"#, .base64URL(part: "header")),
            (#"{"payload":"AQID","signature":"","protected":""}"#, .member("protected")),
            (#"{"payload":"AQID","signature":"","header":{}}"#, .member("header")),
            (#"{"payload":"AQID","signature":"","header":[]}"#, .member("header")),
            (#"{"payload":"AQID","signature":"A","header":{"alg":"ES256"}}"#, .base64URL(part: "signature")),
            (#"{"payload":"AQID","signature":"","header":{"alg":1}}"#, .header("alg")),
            (#"{"payload":"AQID","signature":"","header":{"alg":""}}"#, .header("alg")),
        ] as [(String, JOSEError)]
    )
    func members(text: String, error: JOSEError) throws {
        let entry = try Self.entry(#"{"alg":"ES256"}"#)
        var whole = text
        // "{ENTRY}" stands for a good signature, with braces or among other members.
        if let place = whole.firstRange(of: "ENTRY") { whole.replaceSubrange(place, with: entry) }
        #expect(Self.refusal(whole) == error)
    }

    @Test(
        "what a header may not say, in either part",
        arguments: [
            (#"{"alg":"ES256","crit":["x"],"x":1}"#, nil, .critical("x")),
            (#"{"alg":"ES256","crit":[]}"#, nil, .header("crit")),
            (#"{"alg":"ES256","crit":["b64"],"b64":false}"#, nil, .critical("b64")),
            (#"{"alg":"ES256","b64":true}"#, nil, .header("b64")), (#"{"alg":"ES256","zip":"DEF"}"#, nil, .header("zip")),
            (#"{"alg":"ES256","kid":1}"#, nil, .header("kid")), (#"{"alg":"ES256","typ":1}"#, nil, .header("typ")),
            (#"{"alg":"ES256"}"#, #"{"crit":["x"]}"#, .header("crit")),
            (#"{"alg":"ES256"}"#, #"{"b64":false}"#, .header("b64")),
            (#"{"alg":"ES256"}"#, #"{"enc":"A128GCM"}"#, .header("enc")),
            (#"{"alg":"ES256"}"#, #"{"alg":"ES256"}"#, .header("alg")),
            (#"{"alg":"ES256","new":1}"#, #"{"a":2,"n\u0065w":2}"#, .header("new")),
            (#"{"kid":"a"}"#, #"{"typ":"a"}"#, .header("alg")), (#"{"kid":"a"}"#, #"{"alg":"ES256"}"#, .header("alg")),
            (#"{"alg":"ES384"}"#, nil, .key(.algorithm(bound: "ES256", asked: "ES384"))),
            (#"{"alg":"none"}"#, nil, .key(.algorithm(bound: "ES256", asked: "none"))),
        ] as [(String, String?, JOSEError)]
    )
    func headers(protected: String, header: String?, error: JOSEError) throws {
        let entry = try Self.entry(protected, header: header)
        #expect(Self.refusal(#"{"payload":"AQID",\#(entry)}"#) == error)
    }

    @Test("an algorithm outside the signature counts only for who asks for it")
    func unprotectedAlgorithm() throws {
        let entry = try Self.entry(nil, header: #"{"alg":"ES256"}"#)
        let text = #"{"payload":"AQID",\#(entry)}"#
        #expect(Self.refusal(text) == .header("alg"))
        #expect(Self.refusal(text, unprotected: .accepted) == nil)
        #expect(
            Self.refusal(text, by: TestKeys.ed25519, unprotected: .accepted)
                == .key(.algorithm(bound: "Ed25519", asked: "ES256")))
        #expect(try JSONJWS(parsing: Array(text.utf8)).signatures[0].isAlgorithmProtected == false)
    }

    @Test("the caller names the signature, and no other one helps")
    func index() throws {
        let good = try Self.entry(#"{"alg":"ES256"}"#)
        let other = try Self.entry(#"{"alg":"ES256"}"#, payload: "AQIE")
        let text = #"{"payload":"AQID","signatures":[{\#(good)},{\#(other)}]}"#
        #expect(Self.refusal(text, index: 0) == nil)
        #expect(Self.refusal(text, index: 1) == .signatureInvalid)
        for index in [-1, 2, .max] { #expect(Self.refusal(text, index: index) == .member("signatures")) }
    }

    @Test("sixteen signatures and no more, and a length that is asked first")
    func bounds() throws {
        let entry = try "{\(Self.entry(#"{"alg":"ES256"}"#))}"
        func text(_ count: Int) -> String {
            #"{"payload":"AQID","signatures":[\#(repeatElement(entry, count: count).joined(separator: ","))]}"#
        }
        #expect(Self.refusal(text(16), index: 15) == nil)
        #expect(Self.refusal(text(17)) == .member("signatures"))
        let bytes = Array(text(1).utf8)
        _ = try JSONJWS(parsing: bytes, maximumLength: bytes.count)
        #expect(throws: JOSEError.tooLong(limit: bytes.count - 1)) {
            try JSONJWS(parsing: bytes, maximumLength: bytes.count - 1)
        }
        #expect(throws: JOSEError.json(part: "serialization", .tooDeep(limit: 11))) {
            try JSONJWS(parsing: Array(repeating: UInt8(ascii: "["), count: 200_000))
        }
    }

    @Test("no changed letter is accepted")
    func changes() throws {
        let text = try JSONJWS.sign([1, 2, 3], with: [TestKeys.key(.hs256)], type: TokenType("x"))
        for offset in text.indices {
            for bit in UInt8(0)..<8 {
                var changed = text
                changed[offset] ^= 1 << bit
                #expect(throws: JOSEError.self) {
                    try JSONJWS(parsing: changed).payload(
                        verifiedWith: TestKeys.key(.hs256).verificationKey, signature: 0)
                }
            }
        }
    }

    @Test("one key signs flattened", arguments: TestKeys.all)
    func flattened(key: SigningKey) throws {
        let text = try JSONJWS.sign([1, 2, 3], with: [key], type: TokenType("x"))
        let jws = try JSONJWS(parsing: text)
        #expect(try JSONDocument.object(parsing: text)["signatures"] == nil)
        #expect(jws.signatures[0].keyID == key.keyID)
        #expect(jws.signatures[0].type == TokenType("x"))
        #expect(try jws.payload(verifiedWith: key.verificationKey, signature: 0) == [1, 2, 3])
    }

    @Test("several keys sign in general form")
    func general() throws {
        let keys = Array(TestKeys.all.prefix(3))
        let text = try JSONJWS.sign([], with: keys, keyIDs: .unprotected) { $0.member("new", 7) }
        let jws = try JSONJWS(parsing: text)
        for (index, key) in keys.enumerated() {
            let header = jws.signatures[index]
            #expect(header.protected?.text == #"{"alg":"\#(key.algorithm.name)"}"#)
            #expect(header.unprotected?.text == #"{"kid":"\#(key.keyID)","new":7}"#)
            #expect(try jws.payload(verifiedWith: key.verificationKey, signature: index) == [])
        }
        let bare = try JSONJWS(parsing: JSONJWS.sign([], with: keys, keyIDs: .nowhere))
        #expect(bare.signatures.map(\.keyID) == [nil, nil, nil])
        #expect(bare.signatures.map { $0.unprotected == nil } == [true, true, true])
    }

    @Test("what no strict reader takes is not signed")
    func refusedSigning() {
        #expect(throws: JOSEError.member("signatures")) { try JSONJWS.sign([], with: []) }
        #expect(throws: JOSEError.member("signatures")) {
            try JSONJWS.sign([], with: Array(repeating: TestKeys.ed25519, count: 17))
        }
        #expect(throws: JOSEError.header("kid")) {
            try JSONJWS.sign([], with: [Self.key]) { $0.member("kid", "other") }
        }
        #expect(throws: JOSEError.header("crit")) { try JSONJWS.sign([], with: [Self.key]) { $0.member("crit", ["x"]) } }
        #expect(throws: JOSEError.member("header")) { try JSONJWS.sign([], with: [Self.key]) { _ in } }
    }
}
