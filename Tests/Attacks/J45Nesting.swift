// J45: tokens in tokens. A payload that is a token is no claims set.

import JOSE
import Support
import Testing

@Suite struct J45Nesting {
    @Test func isRefused() throws {
        let target = try Target()
        var inner = try target.token()
        for _ in 0..<3 {
            let header = #"{"alg":"ES256","typ":"at+jwt","cty":"JWT","kid":"\#(target.key.keyID)"}"#
            inner = try target.token(header: header, payload: inner)
        }
        guard case .malformed(.json(part: "payload", _)) = target.refusal(of: inner) else {
            Issue.record("accepted, or refused for another reason")
            return
        }
    }
}
