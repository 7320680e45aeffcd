// The kind of a token, as its header's "typ" says it (RFC 7515 §4.1.9, RFC 8725 §3.11).

/// A media type that tells one kind of token from another. An open set: each kind brings its own.
///
/// `at+jwt`, `AT+JWT` and `application/at+jwt` are the same type: the prefix may be left out, and case does
/// not matter.
public struct TokenType: Hashable, Sendable, CustomStringConvertible {
    /// The type in its short, lower-case form, as it is written into headers.
    public let name: String

    /// The type that a media type names; `application/` before it may be left out.
    public init(_ mediaType: String) {
        let lower = TokenType.lowercased(mediaType)
        let prefix = "application/".utf8
        let rest = lower.utf8.dropFirst(prefix.count)
        guard lower.utf8.starts(with: prefix), !rest.contains(UInt8(ascii: "/")) else {
            name = lower
            return
        }
        name = String(decoding: rest, as: UTF8.self)
    }

    private static func lowercased(_ text: String) -> String {
        guard text.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return text }
        let bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether two types are the same.
    public static func == (left: TokenType, right: TokenType) -> Bool {
        left.name.hasBytes(of: right.name)
    }

    /// Hashes the bytes of the name.
    public func hash(into hasher: inout Hasher) {
        for byte in name.utf8 { hasher.combine(byte) }
    }

    /// The name.
    public var description: String { name }

    /// An OAuth 2.0 access token (RFC 9068 §2.1).
    public static let accessToken = TokenType("at+jwt")
    /// A status list token (Token Status List §5.1).
    public static let statusList = TokenType("statuslist+jwt")
}
