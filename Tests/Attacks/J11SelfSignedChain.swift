// J11: a token that brings a certificate chain of its own (x5c), or the digest of one (x5t).

import JOSE
import Support
import Testing

@Suite struct J11SelfSignedChain {
    @Test(arguments: [#""x5c":["AAAA"]"#, #""x5c":[]"#, #""x5t":"AAAA""#, #""x5t#S256":"AAAA""#])
    func isNotLookedAt(_ parameter: String) throws {
        let target = try Target()
        let attacker = try SigningKey.generate(.es256)
        let header = #"{"alg":"ES256","typ":"at+jwt","kid":"\#(target.key.keyID)",\#(parameter)}"#
        let token = try ForgedToken.signed(header: header, payload: target.payload(), by: attacker)
        #expect(target.refusal(of: token) == .signatureInvalid)
        // The key that is found by kid still counts.
        #expect(target.refusal(of: try target.token(header: header)) == nil)
    }
}
