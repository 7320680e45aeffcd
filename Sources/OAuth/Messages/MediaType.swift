// What a body is, by its Content-Type: the one reader of media types (RFC 9110 §8.3.1).

/// A media type without its parameters.
package struct MediaType: Sendable {
    /// `type/subtype` in small letters; empty where a field says nothing.
    private let name: [UInt8]

    /// Reads the value of a field, or one range of an `Accept`.
    package init(_ field: some StringProtocol) {
        var media = Array(field.utf8.prefix { $0 != UInt8(ascii: ";") }.drop { MediaType.isSpace($0) })
        while let last = media.last, MediaType.isSpace(last) { media.removeLast() }
        name = media.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Whether it is this type, which is written in small letters; whatever the parameters are.
    package func isSame(_ type: String) -> Bool { name.elementsEqual(type.utf8) }

    /// Whether it is JSON: `application/json`, or a type that is built on it (RFC 6839 §3.1).
    package var isJSON: Bool {
        isSame("application/json")
            || name.starts(with: "application/".utf8) && name.suffix(5).elementsEqual("+json".utf8)
    }
}
