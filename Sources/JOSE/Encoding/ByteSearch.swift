// Finding certain bytes, eight at a time.

extension Span<UInt8> {
    /// The offset of the first byte of that value that is not before `start`; `nil` when there is none.
    func firstOffset(of byte: UInt8, from start: Int = 0) -> Int? {
        let wanted = Span.ones &* UInt64(byte)
        var offset = start
        while offset &+ 8 <= count {
            let marks = Span.zeroBytes(word(at: offset) ^ wanted)
            if marks != 0 { return offset &+ marks.trailingZeroBitCount / 8 }
            offset &+= 8
        }
        while offset < count {
            if self[offset] == byte { return offset }
            offset &+= 1
        }
        return nil
    }

    /// The offset, not before `start`, of the first byte that may not stand in a JSON string as it is: a
    /// quote, a backslash, a control character; the end when there is none.
    @inline(__always)
    func endOfPlainText(from start: Int) -> Int {
        var offset = start
        while offset &+ 8 <= count {
            let word = word(at: offset)
            let quotes = Span.zeroBytes(word ^ (Span.ones &* 0x22))
            let backslashes = Span.zeroBytes(word ^ (Span.ones &* 0x5C))
            let controls = (word &- Span.ones &* 0x20) & ~word & Span.highBits
            let marks = quotes | backslashes | controls
            if marks != 0 { return offset &+ marks.trailingZeroBitCount / 8 }
            offset &+= 8
        }
        while offset < count, self[offset] >= 0x20, self[offset] != 0x22, self[offset] != 0x5C {
            offset &+= 1
        }
        return offset
    }

    /// Eight bytes, the first of them lowest.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Sets the high bit of each byte that is zero. The lowest such bit is exact; what borrows may set above
    /// it does not matter to who looks for the first.
    private static func zeroBytes(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highBits }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }
}
