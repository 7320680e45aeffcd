// J22: an Ed25519 signature whose S has the order added.

import JOSE
import Support
import Testing

@Suite struct J22EdDSANonCanonical {
    /// The order of the group, little-endian (RFC 8032 §5.1).
    static let order: [UInt8] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]

    @Test func isRefused() throws {
        let target = try Target(.ed25519)
        let parts = try target.token().split(separator: ".").map(String.init)
        var signature = try Base64URL.decode(parts[2])
        var carry = 0
        for place in 0..<32 {
            let sum = Int(signature[32 + place]) + Int(Self.order[place]) + carry
            signature[32 + place] = UInt8(sum & 255)
            carry = sum >> 8
        }
        #expect(target.refusal(of: parts.joined(separator: ".")) == nil)
        #expect(
            target.refusal(of: "\(parts[0]).\(parts[1])." + Base64URL.encode(signature)) == .signatureInvalid)
    }
}
