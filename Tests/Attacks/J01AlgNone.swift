// J01: a token that says it needs no signature.

import JOSE
import Support
import Testing

@Suite struct J01AlgNone {
    @Test(arguments: ["", "old", "random"])
    func isRefused(_ signature: String) throws {
        let target = try Target()
        let old = try target.token().split(separator: ".")[2]
        let parts = try target.token(header: #"{"alg":"none","typ":"at+jwt"}"#).split(separator: ".")
        let end = signature == "old" ? String(old) : signature == "random" ? "AAAA" : ""
        #expect(target.refusal(of: "\(parts[0]).\(parts[1]).\(end)") == .algorithmNotAllowed("none"))
    }
}
