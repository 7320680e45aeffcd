// J10: a token that says where its key is: jku, x5u.

import JOSE
import Support
import Testing
import TokenVerifier

@Suite struct J10KeyURLs {
    @Test(arguments: [#""jku":"https://evil.example/jwks""#, #""x5u":"https://evil.example/chain""#])
    func isNotLookedAt(_ parameter: String) async throws {
        let target = try Target()
        let attacker = try SigningKey.generate(.es256)
        let header = #"{"alg":"ES256","typ":"at+jwt","kid":"\#(target.key.keyID)",\#(parameter)}"#
        let token = try ForgedToken.signed(header: header, payload: target.payload(), by: attacker)
        #expect(target.refusal(of: token) == .signatureInvalid)

        // Nor does a verifier with a network ask there.
        let issuer = try TestIssuer()
        let named = #"{"alg":"Ed25519","typ":"at+jwt","kid":"\#(issuer.key.keyID)",\#(parameter)}"#
        let forged = try ForgedToken.signed(
            header: named, payload: target.payload(), by: SigningKey.generate(.ed25519))
        let verifier = try issuer.verifier()
        await #expect(throws: TokenRejection.signatureInvalid) {
            try await verifier.verify(forged, at: TestIssuer.start)
        }
        #expect(issuer.count() == issuer.count(TestIssuer.metadataPath) + issuer.count(TestIssuer.keysPath))
        #expect(issuer.count() == 2)
    }
}
