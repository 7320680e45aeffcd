// The parameter names of a query or a form (application/x-www-form-urlencoded), however they are spelled.

enum FormNames {
    /// Whether a parameter of that name is in there: compared by bytes, after `+` and percent-encoding are resolved.
    static func contain(_ name: String, in text: some Collection<UInt8>) -> Bool {
        text.split(separator: UInt8(ascii: "&")).contains { pair in
            decoded(pair.prefix { $0 != UInt8(ascii: "=") }).elementsEqual(name.utf8)
        }
    }

    private static func decoded(_ name: some Sequence<UInt8>) -> [UInt8] {
        let text = Array(name)
        var bytes: [UInt8] = []
        var place = 0
        while place < text.count {
            let byte = text[place]
            if byte == UInt8(ascii: "%"), place + 2 < text.count,
                let high = digit(text[place + 1]), let low = digit(text[place + 2])
            {
                bytes.append(high << 4 | low)
                place += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                place += 1
            }
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
