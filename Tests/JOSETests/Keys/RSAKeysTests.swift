// RSA private keys are loaded only when all of their numbers belong together.

import JOSE
import Testing

@Suite("RSAKeys")
struct RSAKeysTests {
    // The primitive reckons dp, dq and qi itself and never looks at those of the key; the fuzzer of PEM found that.
    @Test("a key of which one number is another is refused", arguments: ["d", "p", "q", "dp", "dq", "qi"])
    func numbers(name: String) throws {
        var text = String(decoding: TestKeys.key(.rs256).exportPrivateJWK(), as: UTF8.self)
        let member = try #require(text.firstRange(of: "\"\(name)\":\""))
        let place = text.index(member.upperBound, offsetBy: 9)
        text.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
        #expect(throws: JOSEError.key(.notOnCurve)) {
            try SigningKey(privateJWK: Array(text.utf8), algorithm: nil)
        }
    }
}
