// What a header may not say.

import Testing

@testable import JOSE

@Suite struct JOSEHeaderTests {
    @Test(
        arguments: [
            ("[]", .json(part: "header", .wrongKind(expected: "an object"))), ("{}", .header("alg")),
            (#"{"alg":1}"#, .header("alg")), (#"{"alg":"ES256","typ":1}"#, .header("typ")),
            (#"{"alg":"ES256","cty":[]}"#, .header("cty")), (#"{"alg":"ES256","kid":null}"#, .header("kid")),
            (#"{"alg":"ES256","crit":["x"],"x":1}"#, .critical("x")),
            (#"{"alg":"ES256","b64":true}"#, .header("b64")),
            (#"{"alg":"ES256","zip":"DEF"}"#, .header("zip")),
            (#"{"alg":"ES256","enc":"A128GCM"}"#, .header("enc")),
        ] as [(String, JOSEError)])
    func isRefused(_ text: String, _ error: JOSEError) {
        #expect(throws: error) { try JOSEHeader(decoded: Array(text.utf8)) }
    }

    @Test func unknownParametersAreIgnored() throws {
        let header = try JOSEHeader(decoded: Array(#"{"alg":"X","new":{"a":[1]},"jwk":7}"#.utf8))
        #expect(header.algorithm == "X")
        #expect(header.type == nil)
        #expect(header.keyID == nil)
    }
}
