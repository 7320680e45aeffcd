// Each value has one spelling in base64url, and each spelling one value.

import JOSE

extension Property {
    static let base64URL = Property(
        name: "base64url",
        longest: 1_024,
        words: ["=", "==", "+", "/", "-", "_", "\n"],
        seeds: {
            [
                "", "A", "AA", "AB", "AAA", "AAB", "AAAA", "-_-_", "AA==", "A+/A", "eyJhbGciOiJFUzI1NiJ9", "AAAAA",
                "Zm9vYmFyZm9vYmFyZm9vYg",
            ].map { Array($0.utf8) }
        },
        check: { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let value = accepted { try Base64URL.decode(text) }
            try hold((value != nil) == isSpelling(Array(text.utf8)), "the reader and the definition differ on a text")
            if let value {
                try hold(Base64URL.encode(value).utf8.elementsEqual(text.utf8), "a value has two spellings")
            }
            let spelling = Base64URL.encode(bytes)
            try hold(isSpelling(Array(spelling.utf8)), "what was written is no base64url")
            try hold(try Base64URL.decode(spelling) == bytes, "what was written is read as something else")
        }
    )

    /// The definition, in the simplest words (RFC 4648 §5 without padding, §3.5).
    private static func isSpelling(_ text: [UInt8]) -> Bool {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let places = text.map { alphabet.firstIndex(of: $0) }
        guard places.allSatisfy({ $0 != nil }) else { return false }
        let last = (places.last ?? nil) ?? 0
        switch text.count % 4 {
        case 1: return false
        case 2: return last % 16 == 0
        case 3: return last % 4 == 0
        default: return true
        }
    }
}
