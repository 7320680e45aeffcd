// The proofs that were used: each is taken once, and none is forgotten while it could be used again.

internal import OAuth
internal import Synchronization

/// Remembers proofs for as long as they are good (RFC 9449 §11.1). Its size is bounded: when it is full, new proofs are
/// refused, because forgetting one would let it be used again.
final class ReplayGuard: Sendable {
    enum Verdict: Hashable {
        /// Never seen; it is remembered now.
        case new
        case used
        /// As old as some that were forgotten, which happens only where a clock goes back: it may be one of them.
        case forgotten
        /// There is no room for another, or this key has its share.
        case full
    }

    private struct Mark: Hashable {
        let high: UInt64
        let low: UInt64
    }

    private struct Use {
        /// Seconds since 1970.
        let issuedAt: Int
        let key: Int
    }

    /// The proofs of some keys; all of one key are in one part, so that its share can be counted.
    private struct Part {
        var uses: [Mark: Use] = [:]
        /// How many each key has.
        var counts: [Int: Int] = [:]
        /// The latest time of issue among those that were forgotten.
        var forgotten: Int?
        /// When it was last looked through.
        var swept: Int?

        /// Forgets what was issued before a moment; how many that were.
        mutating func sweep(before moment: Int) -> Int {
            let count = uses.count
            for (mark, use) in uses where use.issuedAt < moment {
                uses[mark] = nil
                forgotten = max(forgotten ?? use.issuedAt, use.issuedAt)
                let left = (counts[use.key] ?? 1) - 1
                counts[use.key] = left > 0 ? left : nil
            }
            return count - uses.count
        }
    }

    private final class Locked: Sendable {
        let part = Mutex(Part())
    }

    private let parts = (0..<16).map { _ in Locked() }
    private let capacity: Int
    /// What one key may have.
    private let share: Int
    private let maximumAge: Int
    private let total = Atomic<Int>(0)
    /// When all parts were last looked through for want of room.
    private let cleared = Mutex<Int?>(nil)

    /// - Parameter maximumAge: seconds after `iat` for which a proof is taken.
    init(capacity: Int, maximumAge: Int) {
        self.capacity = max(1, capacity)
        share = max(1, capacity / 4)
        self.maximumAge = maximumAge
    }

    /// How many proofs are remembered.
    var count: Int { total.load(ordering: .relaxed) }

    /// Takes a proof that holds in every other respect, if it was not used before.
    ///
    /// - Parameter now: seconds since 1970. It may be less than it was: what was forgotten in the meantime stays refused.
    func admit(_ proof: DPoPProof, at now: Int) -> Verdict {
        let (high, low) = proof.mark
        // Which part and which key, by a hash that nobody outside of this process can reckon.
        let key = proof.keyThumbprint.hashValue
        let issuedAt = Int(proof.issuedAt.rounded(.up))
        if count >= capacity { clear(at: now) }
        return parts[Int(UInt(bitPattern: key) % UInt(parts.count))].part.withLock { part in
            sweep(&part, at: now)
            if part.uses[Mark(high: high, low: low)] != nil { return .used }
            if let forgotten = part.forgotten, issuedAt <= forgotten { return .forgotten }
            guard part.counts[key] ?? 0 < share else { return .full }
            guard total.add(1, ordering: .relaxed).newValue <= capacity else {
                total.subtract(1, ordering: .relaxed)
                return .full
            }
            part.uses[Mark(high: high, low: low)] = Use(issuedAt: issuedAt, key: key)
            part.counts[key, default: 0] += 1
            return .new
        }
    }

    /// Looks through a part when an eighth of a proof's life has passed since the last time.
    private func sweep(_ part: inout Part, at now: Int) {
        let pause = maximumAge / 8
        if let swept = part.swept, (swept - pause...swept + pause).contains(now) { return }
        part.swept = now
        total.subtract(part.sweep(before: now - maximumAge), ordering: .relaxed)
    }

    /// Looks through all parts, at most once a second.
    private func clear(at now: Int) {
        let isDue = cleared.withLock { cleared in
            defer { cleared = now }
            return cleared != now
        }
        guard isDue else { return }
        for locked in parts {
            locked.part.withLock { part in
                part.swept = now
                total.subtract(part.sweep(before: now - maximumAge), ordering: .relaxed)
            }
        }
    }
}
