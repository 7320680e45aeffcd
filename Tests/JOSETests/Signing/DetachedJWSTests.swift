// Payloads that are sent by another way, in the compact and in the JSON form.

import JOSE
import Testing

@Suite("Detached payload")
struct DetachedJWSTests {
    static let key = TestKeys.es256

    private func refusal(_ text: String, _ payload: [UInt8], maximumLength: Int = 16_384) -> JOSEError? {
        do throws(JOSEError) {
            let jws = try CompactJWS(parsing: text, detachedPayload: payload, maximumLength: maximumLength)
            #expect(try jws.payload(verifiedWith: Self.key.verificationKey) == payload)
            return nil
        } catch {
            return error
        }
    }

    @Test("what is signed detached verifies with its payload and no other", arguments: TestKeys.all)
    func compact(key: SigningKey) throws {
        let text = try CompactJWS.signDetached([1, 2, 3], type: TokenType("x"), with: key)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 3 && parts[1].isEmpty)
        let jws = try CompactJWS(parsing: text, detachedPayload: [1, 2, 3])
        #expect(jws.header.type == TokenType("x"))
        #expect(try jws.payload(verifiedWith: key.verificationKey) == [1, 2, 3])
        for other in [[], [1, 2], [1, 2, 3, 0]] as [[UInt8]] {
            #expect(throws: JOSEError.signatureInvalid) {
                try CompactJWS(parsing: text, detachedPayload: other).payload(verifiedWith: key.verificationKey)
            }
        }
        // Without its payload the text is a JWS of nothing, which was not signed.
        #expect(throws: JOSEError.signatureInvalid) {
            try CompactJWS(parsing: text).payload(verifiedWith: key.verificationKey)
        }
    }

    @Test("an empty payload, and one that is longer than any text may be")
    func lengths() throws {
        for payload in [[], Array(repeating: 7, count: 1_000_000)] as [[UInt8]] {
            let text = try CompactJWS.signDetached(payload, type: TokenType("x"), with: Self.key)
            #expect(refusal(text, payload) == nil)
            #expect(refusal(text, payload, maximumLength: text.utf8.count) == nil)
            #expect(refusal(text, payload, maximumLength: 9) == .tooLong(limit: 9))
        }
    }

    @Test("the form of the text is refused as ever, and a payload in it besides")
    func forms() throws {
        let whole = try CompactJWS.sign([1, 2, 3], type: TokenType("x"), with: Self.key)
        #expect(refusal(whole, [1, 2, 3]) == .member("payload"))
        #expect(refusal("e30..", []) == .header("alg"))
        #expect(refusal("e30.", []) == .parts(2))
        #expect(refusal("e30...", []) == .parts(4))
        #expect(refusal("....", []) == .encrypted)
        #expect(refusal("e30. .", []) == .character(offset: 4))
        #expect(refusal("", []) == .parts(1))
        let header = Base64URL.encode(#"{"alg":"ES256","b64":false,"crit":["b64"]}"#.utf8)
        #expect(refusal("\(header)..", [1]) == .critical("b64"))
    }

    @Test("in JSON the member is absent")
    func json() throws {
        let text = try JSONJWS.sign([1, 2, 3], with: [Self.key, TestKeys.ed25519], detached: true)
        #expect(try JSONDocument.object(parsing: text)["payload"] == nil)
        #expect(throws: JOSEError.member("payload")) { try JSONJWS(parsing: text) }
        let jws = try JSONJWS(parsing: text, detachedPayload: [1, 2, 3])
        #expect(try jws.payload(verifiedWith: Self.key.verificationKey, signature: 0) == [1, 2, 3])
        let other = try JSONJWS(parsing: text, detachedPayload: [1, 2])
        #expect(throws: JOSEError.signatureInvalid) {
            try other.payload(verifiedWith: Self.key.verificationKey, signature: 0)
        }
        let attached = try JSONJWS.sign([1, 2, 3], with: [Self.key])
        #expect(throws: JOSEError.member("payload")) { try JSONJWS(parsing: attached, detachedPayload: [1, 2, 3]) }
    }
}
