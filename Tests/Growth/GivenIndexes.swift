// Which indexes were given: a bitmap for each list, so that a million tokens need no memory of their own.

import Records
import Synchronization

/// The indexes that tokens carry, and those of them that were taken back.
final class GivenIndexes: Sendable {
    private struct Memory {
        var given: [Int: [Bool]] = [:]
        var revoked: [Int: Set<Int>] = [:]
        var twice: [StatusHandle] = []
    }

    private let memory = Mutex(Memory())

    /// Notes that a token carries a handle.
    func note(_ handle: StatusHandle) { note(StatusRange(handle)) }

    /// Notes that tokens carry the indexes of a range.
    func note(_ range: StatusRange) {
        memory.withLock { memory in
            // Taken out while it changes, so that it is not copied.
            var list = memory.given.removeValue(forKey: range.list) ?? Array(repeating: false, count: StatusLists.size)
            for index in range.first..<range.end {
                if list[index] { memory.twice.append(StatusHandle(list: range.list, index: index)) }
                list[index] = true
            }
            memory.given[range.list] = list
        }
    }

    func noteRevoked(_ handles: [StatusHandle]) {
        memory.withLock { memory in
            for handle in handles { memory.revoked[handle.list, default: []].insert(handle.index) }
        }
    }

    /// Handles that two tokens carry; there must be none.
    var twice: [StatusHandle] { memory.withLock { $0.twice } }

    var lists: [Int] { memory.withLock { $0.given.keys.sorted() } }

    func count(of list: Int) -> Int { memory.withLock { $0.given[list]?.count { $0 } ?? 0 } }

    func revoked(of list: Int) -> Set<Int> { memory.withLock { $0.revoked[list] ?? [] } }

    /// So many handles of a list, at random among those that were given and are not taken back yet.
    func sample(_ count: Int, of list: Int) -> [StatusHandle] {
        memory.withLock { memory in
            let (given, revoked) = (memory.given[list] ?? [], memory.revoked[list] ?? [])
            let places = given.indices.filter { given[$0] && !revoked.contains($0) }
            guard count > 0, !places.isEmpty else { return [] }
            var generator = Seeded(state: UInt64(list))
            return places.shuffled(using: &generator).prefix(count).map { StatusHandle(list: list, index: $0) }
        }
    }
}

/// The same order at every run (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
