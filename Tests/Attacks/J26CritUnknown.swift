// J26: a header that demands an extension (CVE-2026-32597).

import JOSE
import Support
import Testing

@Suite struct J26CritUnknown {
    @Test(arguments: ["x", "exp", "b64"])
    func isRefused(_ name: String) throws {
        let target = try Target()
        let header = #"{"alg":"ES256","kid":"\#(target.key.keyID)","crit":["\#(name)"],"\#(name)":true}"#
        #expect(target.refusal(of: try target.token(header: header)) == .malformed(.critical(name)))
    }
}
