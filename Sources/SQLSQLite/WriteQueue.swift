// The writes that wait, and their commit in groups: one transaction and one fsync for many, a savepoint for each.

import GRDB
import SQL
import Synchronization

/// A write that waits for its turn, and how its caller is told how it ended.
struct WaitingWrite: Sendable {
    /// Runs the body, and gives what tells the caller its answer: that is called when the answer is on disk.
    let run: @Sendable (any SQLTransaction) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void

    init<T: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> T,
        _ continuation: CheckedContinuation<T, any Error>
    ) {
        run = { transaction in
            let answer = try body(transaction)
            return { continuation.resume(returning: answer) }
        }
        fail = { continuation.resume(throwing: $0) }
    }
}

/// The writes that wait, in the order in which they came.
final class WriteQueue: Sendable {
    /// How many share one transaction at most: nobody waits for the end of more work than that.
    static let largestGroup = 128

    private struct State {
        var waiting: [WaitingWrite] = []
        /// Whether somebody is on the way to run what waits.
        var isAttended = false
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.waiting.count } }

    /// Adds a write behind all others.
    ///
    /// - Returns: whether nobody is on the way to run it, so that the caller has to be.
    func add(_ write: WaitingWrite) -> Bool {
        state.withLock { state in
            state.waiting.append(write)
            defer { state.isAttended = true }
            return !state.isAttended
        }
    }

    /// Takes out the next group.
    func next() -> [WaitingWrite] {
        state.withLock { state in
            let group = Array(state.waiting.prefix(WriteQueue.largestGroup))
            state.waiting.removeFirst(group.count)
            return group
        }
    }

    /// Whether there are more to run. Where there are none, the next one that is added has to be attended to anew.
    func goesOn() -> Bool {
        state.withLock { state in
            state.isAttended = !state.waiting.isEmpty
            return state.isAttended
        }
    }
}

/// A group of writes on the one connection that writes. It means the same as one after the other, each by itself.
struct WriteGroup {
    let connection: Database
    /// What faults call the database.
    let path: String

    private typealias Told = @Sendable () -> Void

    /// Runs the writes in order, commits, and only then tells anybody anything: a write that was refused because of
    /// what another one did must not hear of it before that is true.
    func run(_ writes: [WaitingWrite]) {
        do {
            let outcomes = try SQLFault.translating(path: path) { try commit(writes) }
            for (write, outcome) in zip(writes, outcomes) {
                switch outcome {
                case .success(let tell): tell()
                case .failure(let error): write.fail(error)
                }
            }
        } catch SQLFault.constraintViolation where writes.count > 1 {
            // A rule that is checked at the commit does not say whose it was, so each is its own group now.
            for write in writes { run([write]) }
        } catch {
            // The disk is full or broken, or the commit failed: nothing of the group is kept.
            for write in writes { write.fail(error) }
        }
    }

    /// The lock is taken at the start (immediate), so a transaction that began never fails because another process wrote
    /// first.
    private func commit(_ writes: [WaitingWrite]) throws -> [Result<Told, any Error>] {
        let transaction = SQLiteTransaction(connection: connection, path: path)
        var outcomes: [Result<Told, any Error>] = []
        outcomes.reserveCapacity(writes.count)
        try connection.inTransaction(.immediate) {
            if writes.count == 1 {
                // The transaction itself is its savepoint.
                outcomes.append(.success(try writes[0].run(transaction)))
            } else {
                for write in writes { outcomes.append(try attempt(write, transaction)) }
            }
            return .commit
        }
        return outcomes
    }

    /// Runs one write in a savepoint, to which its failure goes back.
    ///
    /// - Throws: what leaves nothing to go back to, and so fails the whole group.
    private func attempt(_ write: WaitingWrite, _ transaction: SQLiteTransaction) throws -> Result<
        Told, any Error
    > {
        try execute("SAVEPOINT member")
        do {
            let tell = try write.run(transaction)
            try execute("RELEASE member")
            return .success(tell)
        } catch {
            guard connection.isInsideTransaction, !WriteGroup.isOfTheDisk(error) else { throw error }
            try execute("ROLLBACK TO member")
            try execute("RELEASE member")
            return .failure(error)
        }
    }

    private func execute(_ sql: String) throws {
        try connection.cachedStatement(sql: sql).execute()
    }

    /// Whether a fault is of what lies under all writes, and not of one of them.
    private static func isOfTheDisk(_ error: any Error) -> Bool {
        switch error as? SQLFault {
        case .full, .inputOutput, .corrupt, .notADatabase, .readOnly, .cannotOpen, .busy, .closed: true
        default: false
        }
    }
}
