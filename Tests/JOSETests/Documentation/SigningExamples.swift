// The examples of "Signing other things than tokens", as they stand there.

import JOSE
import Testing

@Suite("Documentation: signing other things than tokens")
struct SigningExamples {
    let key = TestKeys.ed25519
    let content = Array("content".utf8)

    @Test("compact")
    func compact() throws {
        let text = try CompactJWS.sign(content, type: TokenType("note"), with: key)
        let payload = try CompactJWS(parsing: text).payload(verifiedWith: key.verificationKey)

        #expect(payload == content)
        #expect(try CompactJWS(parsing: text).unverifiedPayload() == content)
    }

    @Test("detached")
    func detached() throws {
        let body = content

        let signature = try CompactJWS.signDetached(body, type: TokenType("note"), with: key)
        let jws = try CompactJWS(parsing: signature, detachedPayload: body)
        let same = try jws.payload(verifiedWith: key.verificationKey)

        #expect(same == content)
    }

    @Test("JSON")
    func json() throws {
        let (first, second) = (TestKeys.ed25519, TestKeys.es256)

        let document = try JSONJWS.sign(content, with: [first, second])
        let jws = try JSONJWS(parsing: document)
        let payload = try jws.payload(verifiedWith: second.verificationKey, signature: 1)

        #expect(payload == content)
        #expect(throws: JOSEError.key(.algorithm(bound: "Ed25519", asked: "ES256"))) {
            try jws.payload(verifiedWith: first.verificationKey, signature: 1)
        }
    }
}
