// How often a key of AES GCM was used: under random IVs there is a number from which two of them could be equal.

internal import Synchronization

/// Counts the uses of one key, which all copies of the key share.
final class UseCounter: Sendable {
    /// The messages that one key may encrypt under random IVs of 96 bits (SP 800-38D §8.3).
    static let limit: UInt64 = 1 << 32

    private let used: Atomic<UInt64>

    init(used: UInt64 = 0) { self.used = Atomic(used) }

    /// Counts one use.
    ///
    /// - Throws: ``KeyFault/exhausted`` when there were as many as there may be.
    func countOne() throws(JOSEError) {
        guard used.wrappingAdd(1, ordering: .relaxed).oldValue < UseCounter.limit else {
            throw .key(.exhausted)
        }
    }
}
