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
}
