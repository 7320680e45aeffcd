// Handing out the indexes of blocks: in memory, in order, each once, whoever asks at the same time.

internal import OAuth
package import Records
internal import Synchronization

/// The blocks that this process hands out from. What it forgets (a crash, a full memory, a revocation) is wasted and
/// never handed out again: the database knows each block as reserved.
package final class BlockAllocator: Sendable {
    /// What a block is for. Its list is the one of the hour in which the last of its tokens expires. Whoever reserves it was just
    /// seen to hold these scopes, so that a token with others draws from another.
    struct Key: Hashable, Sendable {
        let client: String
        let api: String
        var scopes = ScopeSet()
        let hour: Int
    }

    /// How many indexes the first block of a key has; each further one has twice as many, up to ``largest``.
    static let smallest = 8
    static let largest = 8_192
    /// Keys kept in memory.
    static let capacity = 10_000

    private struct Entry {
        /// What is still to be handed out.
        var rest: StatusRange?
        /// How large the next block is to be.
        var next = BlockAllocator.smallest
        /// The one reservation on its way, for all who wait.
        var reservation: Task<Void, any Error>?

        /// Takes the first index of what is left.
        mutating func take() -> StatusHandle? {
            guard let rest else { return nil }
            let more = StatusRange(list: rest.list, first: rest.first + 1, count: rest.count - 1)
            self.rest = more.count > 0 ? more : nil
            return StatusHandle(list: rest.list, index: rest.first)
        }
    }

    private struct Memory {
        var entries: [Key: Entry] = [:]
        /// Reservations on their way, and what was revoked while there were any: a block may be revoked between its
        /// commit and its arrival here.
        var reserving = 0
        var revokedMeanwhile: [StatusRange] = []
    }

    private let memory = Mutex(Memory())

    package init() {}

    /// How many keys are kept just now.
    var count: Int { memory.withLock { $0.entries.count } }

    /// The next index for a key.
    ///
    /// - Parameter reserve: makes a block of so many indexes, committed when it returns. Run by one of those who wait
    ///   for it; its failure is the failure of all of them.
    func next(
        _ key: Key,
        at now: Int,
        reserve: @escaping @Sendable (_ count: Int) async throws -> StatusRange
    ) async throws -> StatusHandle {
        while true {
            let step: Step = memory.withLock { memory in
                if let handle = memory.entries[key]?.take() { return .done(handle) }
                if let reservation = memory.entries[key]?.reservation { return .wait(reservation) }
                BlockAllocator.makeRoom(&memory, for: key, at: now)
                let size = memory.entries[key, default: Entry()].next
                memory.reserving += 1
                let reservation = Task { try await self.fill(key, size, reserve) }
                memory.entries[key, default: Entry()].reservation = reservation
                return .wait(reservation)
            }
            switch step {
            case .done(let handle): return handle
            case .wait(let reservation): try await reservation.value
            }
        }
    }

    private enum Step {
        case done(StatusHandle)
        case wait(Task<Void, any Error>)
    }

    /// Forgets what is left of the blocks that a revocation touches: their tokens would be dead when they are made.
    package func discard(_ revoked: [StatusRange]) {
        let byList = Dictionary(grouping: revoked, by: \.list)
        guard !byList.isEmpty else { return }
        memory.withLock { memory in
            for (key, entry) in memory.entries {
                guard let rest = entry.rest, byList[rest.list]?.contains(where: rest.overlaps) == true else {
                    continue
                }
                memory.entries[key]?.rest = nil
            }
            if memory.reserving > 0 { memory.revokedMeanwhile += revoked }
        }
    }

    /// Forgets every block, because the database that knew them as reserved is another one now.
    package func discardAll() {
        memory.withLock { memory in
            for key in memory.entries.keys { memory.entries[key]?.rest = nil }
        }
    }

    /// Reserves a block, and lays it in for those who wait.
    private func fill(
        _ key: Key,
        _ size: Int,
        _ reserve: @Sendable (_ count: Int) async throws -> StatusRange
    ) async throws {
        let outcome: Result<StatusRange, any Error>
        do {
            outcome = .success(try await reserve(size))
        } catch {
            outcome = .failure(error)
        }
        memory.withLock { memory in
            if case .success(let range) = outcome {
                var entry = memory.entries[key] ?? Entry()
                entry.next = min(size * 2, BlockAllocator.largest)
                entry.rest = memory.revokedMeanwhile.contains { $0.overlaps(range) } ? nil : range
                entry.reservation = nil
                memory.entries[key] = entry
            } else {
                memory.entries[key] = nil
            }
            memory.reserving -= 1
            if memory.reserving == 0 { memory.revokedMeanwhile = [] }
        }
        _ = try outcome.get()
    }

    /// Forgets the keys whose hour is over and, where that is not enough, any one that nobody waits for.
    private static func makeRoom(_ memory: inout Memory, for key: Key, at now: Int) {
        guard memory.entries[key] == nil else { return }
        memory.entries = memory.entries.filter { $0.key.hour >= now || $0.value.reservation != nil }
        guard memory.entries.count >= capacity,
            let idle = memory.entries.first(where: { $0.value.reservation == nil })
        else { return }
        memory.entries[idle.key] = nil
    }
}
