// Base64 in the standard alphabet (RFC 4648 §4), by way of base64url, from which it differs in two letters and in padding.

package enum Base64 {
    /// The letters, padded to groups of four.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var letters = Base64URL.encodedBytes(bytes).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        while letters.count % 4 != 0 { letters.append(UInt8(ascii: "=")) }
        return letters
    }

    /// The bytes of letters without their padding: how much of it there must be is for each format to say.
    ///
    /// - Returns: `nil` for a letter of another alphabet, and for bits that are left over.
    package static func decode(unpadded letters: some Sequence<UInt8>) -> [UInt8]? {
        var others: [UInt8] = []
        for letter in letters {
            switch letter {
            case UInt8(ascii: "+"): others.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): others.append(UInt8(ascii: "_"))
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: others.append(letter)
            }
        }
        do {
            return try Base64URL.decode(others.span, part: "base64")
        } catch {
            return nil
        }
    }
}
