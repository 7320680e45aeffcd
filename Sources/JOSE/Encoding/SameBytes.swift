// Equality of bytes. Names, issuers and audiences are compared so: Swift's `==` takes canonical equivalents
// for equal.

extension Span<UInt8> {
    /// Whether both hold the same bytes.
    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var offset = 0
        while offset &+ 8 <= count {
            guard word(at: offset) == other.word(at: offset) else { return false }
            offset &+= 8
        }
        while offset < count {
            guard self[offset] == other[offset] else { return false }
            offset &+= 1
        }
        return true
    }
}

extension String {
    /// Whether both have the same UTF-8 bytes.
    package func hasBytes(of other: String) -> Bool { utf8.span.equals(other.utf8.span) }
}
