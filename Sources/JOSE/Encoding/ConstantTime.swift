// Comparing secrets without telling by the time taken where they differ.

/// Comparison of secret bytes.
public enum ConstantTime {
    /// Whether two byte sequences are equal; the time depends on their lengths alone.
    public static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(left, right) { difference |= a ^ b }
        return difference == 0
    }
}
