// Comparing secrets without telling by the time taken where they differ.

/// Comparison of secret bytes.
public enum ConstantTime {
    /// Whether two byte sequences are equal; the time depends on their lengths alone.
    @inlinable  // so that each pair of types gets a loop over plain bytes
    public static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(left, right) { difference |= a ^ b }
        return difference == 0
    }

    /// The same for bytes that lie in a row.
    static func equal(_ left: RawSpan, _ right: RawSpan) -> Bool {
        guard left.byteCount == right.byteCount else { return false }
        var difference: UInt8 = 0
        for offset in 0..<left.byteCount {
            difference |=
                unsafe left.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                ^ right.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        }
        return difference == 0
    }
}
