// J12: a kid that is a path, a statement, or a flood.

import JOSE
import Support
import Testing

@Suite struct J12KidInjection {
    @Test(arguments: [
        "../../dev/null", "' OR 1=1 --", "*)(uid=*", "a\u{0}b", "https://evil.example/k",
        String(repeating: "k", count: 9_000),
    ])
    func isAnUnknownKey(_ kid: String) throws {
        let target = try Target()
        let header = JSONWriter.object { json in
            json.member("alg", "ES256")
            json.member("kid", kid)
        }
        let token = try ForgedToken.signed(header: header, payload: target.payload().utf8, by: target.key)
        let refusal = target.refusal(of: token)
        #expect(refusal == .keyNotFound(kid: kid))
        #expect((refusal?.detail.utf8.count ?? 0) < 200)
        #expect(refusal?.detail.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 } == true)
    }

    @Test(arguments: ["7", "null", "[]", "{}"])
    func mustBeAString(_ kid: String) throws {
        let target = try Target()
        let token = try target.token(header: #"{"alg":"ES256","kid":\#(kid)}"#)
        #expect(target.refusal(of: token) == .malformed(.header("kid")))
    }
}
