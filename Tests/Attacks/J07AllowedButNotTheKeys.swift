// J07: an allowed algorithm that is not the key's own (CVE-2026-48523).

import JOSE
import Support
import Testing

@Suite struct J07AllowedButNotTheKeys {
    @Test func isRefused() throws {
        let target = try Target(.ed25519)
        let header = #"{"alg":"EdDSA","typ":"at+jwt","kid":"\#(target.key.keyID)"}"#
        let expected = TokenRejection.keyUnfit(.algorithm(bound: "Ed25519", asked: "EdDSA"))
        #expect(target.refusal(of: try target.token(header: header)) == expected)
    }
}
