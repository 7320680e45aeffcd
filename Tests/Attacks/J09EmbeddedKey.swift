// J09: a token that brings its own key (CVE-2018-0114).

import JOSE
import Support
import Testing

@Suite struct J09EmbeddedKey {
    @Test func isNotLookedAt() throws {
        let target = try Target()
        let attacker = try SigningKey.generate(.es256)
        let jwk = String(decoding: attacker.verificationKey.jwk.publicJSON, as: UTF8.self)
        let header = #"{"alg":"ES256","typ":"at+jwt","kid":"\#(target.key.keyID)","jwk":\#(jwk)}"#
        let token = try ForgedToken.signed(header: header, payload: target.payload(), by: attacker)
        #expect(target.refusal(of: token) == .signatureInvalid)
    }
}
