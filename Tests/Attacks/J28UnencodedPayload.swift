// J28: b64 in a token, with crit and without.

import JOSE
import Support
import Testing

@Suite struct J28UnencodedPayload {
    @Test func isRefused() throws {
        let target = try Target()
        let without = try target.token(header: #"{"alg":"ES256","b64":false}"#)
        #expect(target.refusal(of: without) == .malformed(.header("b64")))
        let with = try target.token(header: #"{"alg":"ES256","b64":false,"crit":["b64"]}"#)
        #expect(target.refusal(of: with) == .malformed(.critical("b64")))
    }

    @Test(arguments: ["JWT", "at+jwt", "application/statuslist+jwt"])
    func theCallThatUnderstandsItTakesNoToken(_ type: String) throws {
        let target = try Target()
        let header = #"{"alg":"ES256","b64":false,"crit":["b64"],"typ":"\#(type)"}"#
        let input = Base64URL.encode(header.utf8) + "."
        let text = try input + "." + Base64URL.encode(target.key.sign(Array((input + target.payload()).utf8)))
        #expect(throws: JOSEError.header("typ")) {
            try UnencodedJWS(parsing: text, detachedPayload: Array(target.payload().utf8))
        }
    }
}
