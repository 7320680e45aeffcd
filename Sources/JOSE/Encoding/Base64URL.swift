// Strict base64url without padding (RFC 4648 §5 as RFC 7515 §2 uses it), on bytes.

/// Base64url as JOSE means it: no padding, no white space, no other alphabet, and unused bits are zero, so
/// that each value has exactly one spelling.
public enum Base64URL {
    /// The base64url text of some bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encodedBytes(Array(bytes)), as: UTF8.self)
    }

    /// The bytes that a base64url text stands for.
    ///
    /// - Throws: ``JOSEError/base64URL(part:)`` with `part` for any other spelling.
    public static func decode(_ text: String, part: String = "value") throws(JOSEError) -> [UInt8] {
        let bytes = Array(text.utf8)
        return try decode(bytes.span, part: part)
    }

    static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        let rest = bytes.count % 3
        let whole = bytes.count / 3
        var text = zeros(whole * 4 + (rest == 0 ? 0 : rest + 1))
        let input = bytes.span
        var output = text.mutableSpan
        for group in 0..<whole {
            let (a, b, c) = (input[group * 3], input[group * 3 + 1], input[group * 3 + 2])
            output[group * 4] = letters[Int(a >> 2)]
            output[group * 4 + 1] = letters[Int((a << 4 | b >> 4) & 63)]
            output[group * 4 + 2] = letters[Int((b << 2 | c >> 6) & 63)]
            output[group * 4 + 3] = letters[Int(c & 63)]
        }
        if rest > 0 {
            let a = input[whole * 3]
            let b = rest == 2 ? input[whole * 3 + 1] : 0
            output[whole * 4] = letters[Int(a >> 2)]
            output[whole * 4 + 1] = letters[Int((a << 4 | b >> 4) & 63)]
            if rest == 2 { output[whole * 4 + 2] = letters[Int(b << 2 & 63)] }
        }
        return text
    }

    static func decode(_ text: Span<UInt8>, part: String) throws(JOSEError) -> [UInt8] {
        let whole = text.count / 4
        let rest = text.count % 4
        guard rest != 1 else { throw .base64URL(part: part) }
        var bytes = zeros(whole * 3 + (rest == 0 ? 0 : rest - 1))
        var output = bytes.mutableSpan
        var seen: UInt8 = 0
        for group in 0..<whole {
            // In bounds: there are `whole` groups of four letters in the text, and of three bytes in the
            // output.
            let (i, o) = (group &* 4, group &* 3)
            let (a, b) = unsafe (values[Int(text[unchecked: i])], values[Int(text[unchecked: i &+ 1])])
            let (c, d) = unsafe (values[Int(text[unchecked: i &+ 2])], values[Int(text[unchecked: i &+ 3])])
            seen |= a | b | c | d
            unsafe output[unchecked: o] = a << 2 | b >> 4
            unsafe output[unchecked: o &+ 1] = b << 4 | c >> 2
            unsafe output[unchecked: o &+ 2] = c << 6 | d
        }
        if rest > 0 {
            let (a, b) = (values[Int(text[whole * 4])], values[Int(text[whole * 4 + 1])])
            let c = rest == 3 ? values[Int(text[whole * 4 + 2])] : 0
            // Bits that stand for nothing are zero, or one value would have several spellings.
            let unused = rest == 3 ? c & 0b11 : b & 0b1111
            seen |= a | b | c | (unused == 0 ? 0 : foreign)
            output[whole * 3] = a << 2 | b >> 4
            if rest == 3 { output[whole * 3 + 1] = b << 4 | c >> 2 }
        }
        // A byte outside the alphabet has its high bit set in the table; one look at the end finds it.
        guard seen & foreign == 0 else { throw .base64URL(part: part) }
        return bytes
    }

    /// As many zeros; `Array(repeating:count:)` would look up its storage's type at run time, at twice the
    /// price.
    private static func zeros(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        bytes.append(contentsOf: repeatElement(0, count: count))
        return bytes
    }

    /// Whether a byte is a letter of the alphabet.
    static func isLetter(_ byte: UInt8) -> Bool { values[Int(byte)] != foreign }

    private static let foreign: UInt8 = 0x80

    // Inline arrays: their lengths are known when the loops are compiled, so that a look-up checks no bounds.

    /// For each six bits their letter.
    private static let letters = InlineArray<64, UInt8> { value in
        switch UInt8(value) {
        case 0..<26: UInt8(ascii: "A") + UInt8(value)
        case 26..<52: UInt8(ascii: "a") + UInt8(value) - 26
        case 52..<62: UInt8(ascii: "0") + UInt8(value) - 52
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    /// For each byte its six bits, or ``foreign``.
    private static let values = InlineArray<256, UInt8> { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(byte) - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(byte) - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(byte) - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: foreign
        }
    }
}
