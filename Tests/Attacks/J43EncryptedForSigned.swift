// J43: an encrypted token where a signed one is wanted (CVE-2026-29000).

import JOSE
import Support
import Testing

@Suite struct J43EncryptedForSigned {
    @Test func fiveParts() throws {
        let target = try Target()
        let header = Base64URL.encode(Array(#"{"alg":"ECDH-ES","enc":"A256GCM"}"#.utf8))
        #expect(target.refusal(of: "\(header)..AAAA.AAAA.AAAA") == .malformed(.encrypted))
    }

    @Test(arguments: ["enc", "zip"])
    func anEncryptionParameterInASignedToken(_ name: String) throws {
        let target = try Target()
        let token = try target.token(header: #"{"alg":"ES256","\#(name)":"A256GCM"}"#)
        #expect(target.refusal(of: token) == .malformed(.header(name)))
    }
}
