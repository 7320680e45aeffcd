// J04: a good header and payload, and no signature (CVE-2020-28042).

import JOSE
import Support
import Testing

@Suite struct J04EmptySignature {
    @Test(arguments: [SignatureAlgorithm.es256, .ed25519])
    func isRefused(_ algorithm: SignatureAlgorithm) throws {
        let target = try Target(algorithm)
        let parts = try target.token().split(separator: ".")
        #expect(target.refusal(of: "\(parts[0]).\(parts[1]).") == .signatureInvalid)
    }
}
