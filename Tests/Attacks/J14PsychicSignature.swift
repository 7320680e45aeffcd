// J14: signatures of zeros, and of numbers at or beyond the order (CVE-2022-21449).

import JOSE
import Support
import Testing

@Suite struct J14PsychicSignature {
    /// The order of P-256 (FIPS 186-5).
    static let order = hexadecimal("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
    static let zero = [UInt8](repeating: 0, count: 32)
    static let one = [UInt8](repeating: 0, count: 31) + [1]
    static let most = [UInt8](repeating: 255, count: 32)

    @Test(arguments: [
        zero + zero, zero + one, one + zero, order + one, one + order, order + order, most + most,
    ])
    func isRefused(_ signature: [UInt8]) throws {
        let target = try Target()
        let token = ForgedToken.unsigned(
            header: target.header, payload: target.payload(), signature: signature)
        #expect(target.refusal(of: token) == .signatureInvalid)
    }

    private static func hexadecimal(_ text: String) -> [UInt8] {
        stride(from: 0, to: text.count, by: 2).map { offset in
            let start = text.index(text.startIndex, offsetBy: offset)
            return UInt8(text[start...].prefix(2), radix: 16) ?? 0
        }
    }
}
