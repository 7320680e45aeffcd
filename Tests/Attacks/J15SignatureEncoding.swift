// J15: ECDSA signatures in DER, or of another length.

import Crypto
import JOSE
import Support
import Testing

@Suite struct J15SignatureEncoding {
    @Test(arguments: ["der", "short", "long", "twice"])
    func isRefused(_ form: String) throws {
        let target = try Target()
        let parts = try target.token().split(separator: ".").map(String.init)
        let raw = try Base64URL.decode(parts[2])
        let signature: [UInt8] =
            switch form {
            case "der": Array(try P256.Signing.ECDSASignature(rawRepresentation: raw).derRepresentation)
            case "short": Array(raw.dropLast())
            case "long": raw + [0]
            default: raw + raw
            }
        let token = "\(parts[0]).\(parts[1])." + Base64URL.encode(signature)
        #expect(target.refusal(of: token) == .signatureInvalid)
        #expect(target.refusal(of: parts.joined(separator: ".")) == nil)
    }
}
