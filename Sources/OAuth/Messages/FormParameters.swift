// The names and values of a query or a form (application/x-www-form-urlencoded), decoded on bytes.

/// Reads parameters as browsers write them (URL Standard §5.1).
package enum FormParameters {
    /// Every pair, in order. What is no valid percent-encoding stands for itself.
    package static func of(_ text: some Collection<UInt8>) -> [(name: String, value: String)] {
        // Bytes in a row: other collections cost a call for each.
        let bytes = Array(text)
        return pairs(of: bytes).map { pair in
            (decode(bytes[pair.name]), pair.value.map { decode(bytes[$0]) } ?? "")
        }
    }

    /// Whether a parameter of that name is there, however it is spelled; names are compared by bytes.
    package static func contain(_ name: String, in text: some Collection<UInt8>) -> Bool {
        let bytes = Array(text)
        return pairs(of: bytes).contains { decode(bytes[$0.name]).utf8.elementsEqual(name.utf8) }
    }

    /// Where the names and values are; a pair without `=` has no value.
    private static func pairs(of bytes: [UInt8]) -> [(name: Range<Int>, value: Range<Int>?)] {
        var pairs: [(name: Range<Int>, value: Range<Int>?)] = []
        var (start, equals) = (0, Int?.none)
        for place in 0...bytes.count {
            if place == bytes.count || bytes[place] == UInt8(ascii: "&") {
                if start < place {
                    pairs.append((start..<(equals ?? place), equals.map { ($0 + 1)..<place }))
                }
                (start, equals) = (place + 1, nil)
            } else if bytes[place] == UInt8(ascii: "="), equals == nil {
                equals = place
            }
        }
        return pairs
    }

    /// One name or value, decoded.
    package static func decoded(_ text: String) -> String { decode(Array(text.utf8)[...]) }

    /// Pairs as a query or a form writes them: what is not unreserved is percent-encoded (RFC 3986 §2.3).
    package static func text(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// A URI with more pairs in its query.
    package static func add(_ pairs: [(name: String, value: String)], to uri: String) -> String {
        let joint =
            uri.utf8.contains(UInt8(ascii: "?")) ? (uri.utf8.last == UInt8(ascii: "?") ? "" : "&") : "?"
        return uri + joint + text(pairs)
    }

    /// One name or value, encoded.
    package static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                || "-._~".utf8.contains(byte)
            {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let hex = Array("0123456789ABCDEF".utf8)

    private static func decode(_ text: ArraySlice<UInt8>) -> String {
        guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(decoding: text, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var place = text.startIndex
        while place < text.endIndex {
            let byte = text[place]
            if byte == UInt8(ascii: "%"), place + 2 < text.endIndex,
                let high = digit(text[place + 1]), let low = digit(text[place + 2])
            {
                bytes.append(high << 4 | low)
                place += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                place += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
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
