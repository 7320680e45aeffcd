// J10 and J11: a token that says where its key is (jku, x5u) or brings a chain (x5c).

import JOSE
import Support
import Testing

@Suite struct J10KeyURLs {
    @Test(arguments: [
        #""jku":"https://evil.example/jwks""#, #""x5u":"https://evil.example/chain""#, #""x5c":["AAAA"]"#,
    ])
    func isNotLookedAt(_ parameter: String) throws {
        let target = try Target()
        let attacker = try SigningKey.generate(.es256)
        let header = #"{"alg":"ES256","typ":"at+jwt","kid":"\#(target.key.keyID)",\#(parameter)}"#
        let token = try ForgedToken.signed(header: header, payload: target.payload(), by: attacker)
        #expect(target.refusal(of: token) == .signatureInvalid)
    }
}
