// The bit array of a status list (Token Status List §4): least significant bit first.

internal import JOSE

/// The statuses of a list, packed.
public struct StatusBits: Hashable, Sendable {
    /// Bits of one status: 1, 2, 4 or 8.
    public let bits: Int
    /// The packed statuses.
    public private(set) var bytes: [UInt8]

    /// The longest array that is taken from a list, in bytes: 2^20 statuses of 8 bits.
    public static let maximumLength = 1 << 20

    /// An array of valid statuses.
    ///
    /// - Parameters:
    ///   - count: how many, at least.
    ///   - bits: bits of one status: 1, 2, 4 or 8; anything else is read as 1.
    public init(count: Int, bits: Int = 1) {
        self.bits = [1, 2, 4, 8].contains(bits) ? bits : 1
        bytes = [UInt8](repeating: 0, count: (max(0, count) * self.bits + 7) / 8)
    }

    /// Reads the `lst` of a list: base64url of a ZLIB stream.
    ///
    /// - Returns: `nil` for another number of bits, a damaged stream, or more than ``maximumLength`` bytes.
    public init?(bits: Int, list: String) {
        guard [1, 2, 4, 8].contains(bits) else { return nil }
        do {
            guard let bytes = Zlib.inflate(try Base64URL.decode(list), limit: StatusBits.maximumLength) else {
                return nil
            }
            self.bits = bits
            self.bytes = bytes
        } catch {
            return nil
        }
    }

    /// The status at an index; `nil` when the list is not that long, which is never "valid".
    public func status(at index: Int) -> UInt8? {
        let perByte = 8 / bits
        guard index >= 0, index / perByte < bytes.count else { return nil }
        return bytes[index / perByte] >> UInt8(index % perByte * bits)
            & UInt8(truncatingIfNeeded: (1 << bits) - 1)
    }

    /// Marks a range of statuses as invalid. A status that is marked is never cleared.
    public mutating func invalidate(_ index: Int, count: Int = 1) {
        let perByte = 8 / bits
        for place in index..<(index + count) where place >= 0 && place / perByte < bytes.count {
            bytes[place / perByte] |= 1 << UInt8(place % perByte * bits)
        }
    }

    /// These statuses together with those of an earlier state of the same list: what was set there stays set.
    public func union(_ earlier: StatusBits) -> StatusBits {
        guard earlier.bits == bits else { return self }
        var union = self
        union.bytes.append(contentsOf: earlier.bytes.dropFirst(bytes.count))
        for (place, byte) in earlier.bytes.enumerated() { union.bytes[place] |= byte }
        return union
    }

    /// The `lst` of a list; `nil` only when memory for compressing is wanting.
    public var list: String? { Zlib.deflate(bytes).map { Base64URL.encode($0) } }
}
