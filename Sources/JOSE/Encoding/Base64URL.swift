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
        var text: [UInt8] = []
        encode(bytes, to: &text)
        return text
    }

    /// Appends the text of some bytes.
    static func encode(_ bytes: [UInt8], to text: inout [UInt8]) {
        let rest = bytes.count % 3
        let whole = bytes.count / 3
        let start = text.count
        text.append(contentsOf: repeatElement(0, count: whole * 4 + (rest == 0 ? 0 : rest + 1)))
        let input = bytes.span
        var output = text.mutableSpan
        for group in 0..<whole {
            // In bounds: there are `whole` groups of three bytes in the input, and of four letters after the start.
            let (i, o) = (group &* 3, start &+ group &* 4)
            let (a, b) = unsafe (input[unchecked: i], input[unchecked: i &+ 1])
            let c = unsafe input[unchecked: i &+ 2]
            unsafe output[unchecked: o] = letters[Int(a >> 2)]
            unsafe output[unchecked: o &+ 1] = letters[Int((a << 4 | b >> 4) & 63)]
            unsafe output[unchecked: o &+ 2] = letters[Int((b << 2 | c >> 6) & 63)]
            unsafe output[unchecked: o &+ 3] = letters[Int(c & 63)]
        }
        if rest > 0 {
            let a = input[whole * 3]
            let b = rest == 2 ? input[whole * 3 + 1] : 0
            let end = start + whole * 4
            output[end] = letters[Int(a >> 2)]
            output[end + 1] = letters[Int((a << 4 | b >> 4) & 63)]
            if rest == 2 { output[end + 2] = letters[Int(b << 2 & 63)] }
        }
    }

    static func decode(_ text: Span<UInt8>, part: String) throws(JOSEError) -> [UInt8] {
        let whole = text.count / 4
        let rest = text.count % 4
        guard rest != 1 else { throw .base64URL(part: part) }
        let count = whole * 3 + (rest == 0 ? 0 : rest - 1)
        let groups = groups
        let table = groups.span
        var seen: UInt32 = 0
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 1)
        bytes.append(addingCapacity: count + 1) { output in
            unsafe output.withUnsafeMutableBufferPointer { target, written in
                guard let start = target.baseAddress else { return }
                let memory = UnsafeMutableRawPointer(start)
                var all: UInt32 = 0
                // In bounds: there are `whole` groups of four letters in the text, and of three bytes in the value. One byte
                // more has room: each group is stored as four, the last of which is overwritten.
                for group in 0..<whole {
                    let i = group &* 4
                    let (a, b) = unsafe (text[unchecked: i], text[unchecked: i &+ 1])
                    let (c, d) = unsafe (text[unchecked: i &+ 2], text[unchecked: i &+ 3])
                    // Four tables of as many entries as a byte has values.
                    let ab = unsafe table[unchecked: Int(a)] | table[unchecked: 256 &+ Int(b)]
                    let cd = unsafe table[unchecked: 512 &+ Int(c)] | table[unchecked: 768 &+ Int(d)]
                    let value = ab | cd
                    all |= value
                    unsafe memory.storeBytes(
                        of: value.littleEndian, toByteOffset: group &* 3, as: UInt32.self)
                }
                if rest > 0 {
                    let (a, b) = (text[whole * 4], text[whole * 4 + 1])
                    let c = rest == 3 ? table[512 + Int(text[whole * 4 + 2])] : 0
                    let value = table[Int(a)] | table[256 + Int(b)] | c
                    // Bits that stand for nothing are zero, or one value would have several spellings.
                    all |= value & (rest == 3 ? 0x80FF_0000 : 0x80FF_FF00) == 0 ? 0 : foreign
                    unsafe target[whole * 3] = UInt8(truncatingIfNeeded: value)
                    if rest == 3 { unsafe target[whole * 3 + 1] = UInt8(truncatingIfNeeded: value >> 8) }
                }
                written = count
                seen = all
            }
        }
        // A byte outside the alphabet has the highest bit set in the tables; one look at the end finds it.
        guard seen & foreign == 0 else { throw .base64URL(part: part) }
        return bytes
    }

    /// Whether a byte is a letter of the alphabet.
    static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
    }

    private static let foreign: UInt32 = 0x8000_0000

    /// For each six bits their letter. Its length is known when the loop is compiled, so that a look-up checks no bounds.
    private static let letters = InlineArray<64, UInt8> { value in
        switch UInt8(value) {
        case 0..<26: UInt8(ascii: "A") + UInt8(value)
        case 26..<52: UInt8(ascii: "a") + UInt8(value) - 26
        case 52..<62: UInt8(ascii: "0") + UInt8(value) - 52
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    /// For each place in a group of four, and for each byte there, what its six bits are in the three bytes that the group
    /// stands for, the first of them lowest; or ``foreign``.
    private static let groups: [UInt32] = (0..<1_024).map { entry in
        let value: UInt32
        switch UInt8(entry & 255) {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(entry & 255) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(entry & 255) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(entry & 255) - 48 + 52
        case UInt8(ascii: "-"): value = 62
        case UInt8(ascii: "_"): value = 63
        default: return foreign
        }
        return switch entry >> 8 {
        case 0: value << 2
        case 1: value >> 4 | (value & 15) << 12
        case 2: (value >> 2) << 8 | (value & 3) << 22
        default: value << 16
        }
    }
}
