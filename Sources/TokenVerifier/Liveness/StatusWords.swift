// The statuses of one list as machine words: a look is one shift, and what was revoked once stays revoked.

internal import OAuth

/// The statuses of a list, packed into words of 64 bits.
struct StatusWords: Equatable, Sendable {
    /// The most entries that a list has.
    static let maximumCount = 1 << 20

    /// Bits of one status: 1, 2, 4 or 8.
    let bits: Int
    /// How many statuses the list has, as its newest document says.
    private(set) var count: Int
    private(set) var words: [UInt64]

    /// No statuses at all.
    init() { (bits, count, words) = (1, 0, []) }

    /// The statuses of a document. Least significant bit first (Token Status List §4.1), so that eight bytes make a word
    /// in little endian.
    init(_ statuses: StatusBits) {
        bits = statuses.bits
        count = statuses.bytes.count * 8 / statuses.bits
        words = [UInt64](repeating: 0, count: (statuses.bytes.count + 7) / 8)
        for (place, byte) in statuses.bytes.enumerated() {
            words[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
        }
    }

    /// The status at an index; `nil` when the list is not known to be that long, which is never "valid".
    func status(at index: Int) -> UInt8? {
        guard index >= 0, index < StatusWords.maximumCount else { return nil }
        let place = index &* bits
        guard place >> 6 < words.count else { return nil }
        let status = UInt8(
            truncatingIfNeeded: words[place >> 6] >> UInt64(place & 63) & ((1 << UInt64(bits)) - 1))
        // Past the end there is only what the stream told of a longer list.
        return index < count || status != 0 ? status : nil
    }

    /// Marks a range of statuses as invalid; entries that no list has are passed over.
    mutating func revoke(_ range: Range<Int>) {
        let range = range.clamped(to: 0..<StatusWords.maximumCount)
        guard let last = range.last else { return }
        let needed = (last &* bits) >> 6 + 1
        if needed > words.count { words.append(contentsOf: repeatElement(0, count: needed - words.count)) }
        for index in range {
            let place = index &* bits
            words[place >> 6] |= 1 << UInt64(place & 63)
        }
    }

    /// Adds what an earlier state of the same list called revoked. Wider statuses can be suspensions, which do end: of
    /// those the newest document counts.
    mutating func add(_ earlier: StatusWords) {
        guard bits == 1, earlier.bits == 1 else { return }
        if earlier.words.count > words.count {
            words.append(contentsOf: repeatElement(0, count: earlier.words.count - words.count))
        }
        for (place, word) in earlier.words.enumerated() { words[place] |= word }
        count = max(count, earlier.count)
    }
}
