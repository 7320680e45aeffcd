// The escapes of a JSON string (RFC 8259 §7): reading one, and resolving all of a string.

enum JSONEscape {
    /// Reads one escape, moves `position` past it, and returns the character that it stands for.
    static func read(_ text: Span<UInt8>, at position: inout Int) throws(JSONFault) -> Unicode.Scalar {
        let start = position
        guard position + 1 < text.count else { throw .unexpectedEnd }
        let letter = text[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw .unexpectedByte(offset: start + 1)
        }
        let first = try hexadecimal(text, at: &position)
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate: only a high one that a low one follows stands for a character.
        guard first < 0xDC00, position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
            text[position + 1] == UInt8(ascii: "u")
        else { throw .loneSurrogate(offset: start) }
        position += 2
        let second = try hexadecimal(text, at: &position)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .loneSurrogate(offset: start) }
        return scalar
    }

    /// The UTF-8 bytes that the inside of a string stands for. The text was read before, so nothing is
    /// refused.
    static func resolve(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            guard text[position] == UInt8(ascii: "\\") else {
                bytes.append(text[position])
                position += 1
                continue
            }
            do {
                bytes.append(contentsOf: Unicode.UTF8.encode(try read(text, at: &position)) ?? .init())
            } catch {
                return bytes  // unreachable: the index was made by reading the same escapes
            }
        }
        return bytes
    }

    private static func hexadecimal(_ text: Span<UInt8>, at position: inout Int) throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < text.count else { throw .unexpectedEnd }
            let digit: UInt8
            switch text[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = text[position] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = text[position] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = text[position] - UInt8(ascii: "A") + 10
            default: throw .unexpectedByte(offset: position)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
