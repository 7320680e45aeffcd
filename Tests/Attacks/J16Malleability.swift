// J16: (r, n − s) is as good a signature as (r, s), so nothing may be keyed on a token's text.

import JOSE
import Support
import Testing

@Suite struct J16Malleability {
    @Test func theOtherSignatureVerifiesWithTheSameHandle() throws {
        let target = try Target()
        let token = try target.token()
        let twin = try Self.twin(of: token)
        #expect(twin != token)
        #expect(target.refusal(of: twin) == nil)
        // Revocation asks the status claim, which both carry alike (Tests/TokenVerifierTests).
    }

    /// The same object under its other signature, of ES256.
    static func twin(of text: String) throws -> String {
        let parts = text.split(separator: ".").map(String.init)
        let raw = try Base64URL.decode(parts[2])
        let other = Array(raw.prefix(32)) + subtract(J14PsychicSignature.order, Array(raw.suffix(32)))
        return "\(parts[0]).\(parts[1])." + Base64URL.encode(other)
    }

    private static func subtract(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var result = left
        var borrow = 0
        for place in stride(from: 31, through: 0, by: -1) {
            let difference = Int(left[place]) - Int(right[place]) - borrow
            borrow = difference < 0 ? 1 : 0
            result[place] = UInt8((difference + 256) % 256)
        }
        return result
    }
}
