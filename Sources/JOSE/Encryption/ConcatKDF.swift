// The key that two parties derive from what they agreed on (RFC 7518 §4.6.2, SP 800-56A §5.8.2.1).

import Crypto

enum ConcatKDF {
    /// What goes into the key besides the secret.
    struct Context {
        /// `enc` where the key encrypts the content, `alg` where it wraps the content's key.
        let algorithm: String
        /// `apu` and `apv` of the header: who agrees.
        let partyU: [UInt8]
        let partyV: [UInt8]
    }

    /// As many bytes of key as are needed, a SHA-256 for each 32 of them.
    static func key(from secret: [UInt8], _ context: Context, length: Int) -> SymmetricKey {
        var info = withLength(Array(context.algorithm.utf8))
        info += withLength(context.partyU)
        info += withLength(context.partyV)
        info += number(length * 8)
        var bytes: [UInt8] = []
        var round = 0
        while bytes.count < length {
            round += 1
            bytes += SHA256.hash(data: number(round) + secret + info)
        }
        return SymmetricKey(data: bytes.prefix(length))
    }

    private static func withLength(_ bytes: [UInt8]) -> [UInt8] { number(bytes.count) + bytes }

    /// 32 bits from the highest. No header is long enough to need more.
    private static func number(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}
