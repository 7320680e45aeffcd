// Whether a body is what its Content-Type must say that it is (RFC 9110 §8.3.1).

enum MediaType {
    /// Whether a field names this type, in any case and with whatever parameters.
    static func isSame(_ field: String, _ type: String) -> Bool {
        var media = field.utf8.prefix { $0 != UInt8(ascii: ";") }
        while let last = media.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
            media.removeLast()
        }
        return String(decoding: media, as: UTF8.self).lowercased().utf8.elementsEqual(type.utf8)
    }
}
