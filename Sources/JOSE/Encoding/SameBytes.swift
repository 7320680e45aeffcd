// Equality of bytes. Names, issuers and audiences are compared so: Swift's `==` takes canonical equivalents
// for equal.

extension Span<UInt8> {
    /// Whether both hold the same bytes.
    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for offset in indices where self[offset] != other[offset] { return false }
        return true
    }
}

extension String {
    /// Whether both have the same UTF-8 bytes.
    func hasBytes(of other: String) -> Bool { utf8.span.equals(other.utf8.span) }
}
