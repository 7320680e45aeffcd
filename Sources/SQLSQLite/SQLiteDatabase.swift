// The SQLite driver: a file for real use, memory for tests, every commit on disk before it is answered.

private import Foundation
import GRDB
package import SQL

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A SQLite database. Reads run beside each other and beside the one writer (write-ahead log); writes queue up, and those
/// that wait together are committed together.
package final class SQLiteDatabase: SQLDatabase {
    /// A file has one connection that writes and some that read; a database in memory is its one connection.
    private enum Connections: Sendable {
        case file(DatabasePool)
        case memory(DatabaseQueue)

        var writer: any DatabaseWriter {
            switch self {
            case .file(let pool): pool
            case .memory(let queue): queue
            }
        }
    }

    /// How long a transaction waits for another process, such as the command beside the server.
    static let busyTimeout = 5.0

    /// How many connections read. Each keeps pages of its own, so no more than can run at once; three, where a disk is waited for.
    private static let readers = max(3, min(8, ProcessInfo.processInfo.activeProcessorCount))

    /// How much of the file a connection keeps in memory, in KiB: as much as it has come across, up to this. The default, 2 MB,
    /// is less than the upper levels of the indexes of a million grants; here is room for what each request about a
    /// grant reads as well, the index of a hundred thousand accounts.
    private static let (readingCache, writingCache) = (36_000 / readers, 32_000)

    /// What faults call this database.
    private let path: String
    private let connections: Connections
    private let queue = WriteQueue()

    /// How many writes wait for their turn just now.
    package var waitingWrites: Int { queue.count }

    /// Opens the database file, which is made where there is none; only its owner may read it.
    ///
    /// - Throws: an ``SQLFault`` that names the path and says what to do.
    package init(path: String) throws {
        self.path = path
        try DatabaseFile.makePrivate(path)
        self.connections = .file(try Self.open(path))
    }

    /// An empty database in memory, which is gone when it is closed.
    package static func inMemory() throws -> SQLiteDatabase {
        let path = ":memory:"
        return try SQLFault.translating(path: path) {
            SQLiteDatabase(
                path: path, connections: .memory(try DatabaseQueue(configuration: configuration())))
        }
    }

    private init(path: String, connections: Connections) {
        self.path = path
        self.connections = connections
    }

    // GRDB's `async` methods give up when the task is cancelled, even between a commit and its answer. The
    // completion methods below know no tasks: once queued, a write runs, and its caller learns how it ended.

    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            if queue.add(WaitingWrite(body, continuation)) { attend() }
        }
    }

    /// Runs the next group when the connection that writes is free, and so on while there are more. What comes while one
    /// group is on its way to the disk is the next one.
    private func attend() {
        connections.writer.asyncWriteWithoutTransaction { [self] connection in
            WriteGroup(connection: connection, path: path).run(queue.next())
            if queue.goesOn() { attend() }
        }
    }

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            switch connections {
            case .file(let pool):
                pool.asyncRead { [path] opened in
                    continuation.resume(with: Result { try Self.look(body, on: opened, path: path) })
                }
            case .memory(let queue):
                // Its one connection is closed to writing for a while. (GRDB's own `asyncRead` of a queue
                // stops the process when the database has been closed.)
                queue.asyncWriteWithoutTransaction { [path] connection in
                    continuation.resume(with: Result { try Self.lookOnly(body, on: connection, path: path) })
                }
            }
        }
    }

    package func close() throws {
        try SQLFault.translating(path: path) { try connections.writer.close() }
    }

    /// Reads in a transaction on a connection that could write.
    private static func lookOnly<T>(
        _ body: (any SQLTransaction) throws -> T,
        on connection: Database,
        path: String
    ) throws -> T {
        try SQLFault.translating(path: path) {
            try connection.readOnly {
                var answer: T?
                try connection.inTransaction(.deferred) {
                    answer = try body(SQLiteTransaction(connection: connection, path: path))
                    return .commit
                }
                guard let answer else { throw SQLFault.statementRefused("the transaction was not committed") }
                return answer
            }
        }
    }

    /// Reads in the transaction that the pool has opened on one of its read-only connections.
    private static func look<T>(
        _ body: (any SQLTransaction) throws -> T,
        on opened: Result<Database, any Error>,
        path: String
    ) throws -> T {
        try SQLFault.translating(path: path) {
            try body(SQLiteTransaction(connection: try opened.get(), path: path))
        }
    }

    /// Opens the file, again and again while others make or recover it: SQLite's busy timeout doesn't cover
    /// the moment in which a new file turns to the write-ahead log.
    private static func open(_ path: String) throws -> DatabasePool {
        var attempts = 100
        while true {
            do {
                return try SQLFault.translating(path: path) {
                    let pool = try DatabasePool(path: path, configuration: configuration())
                    try insistOnDurability(of: pool)
                    return pool
                }
            } catch let fault where attempts > 1 && mayPass(fault) {
                attempts -= 1
                usleep(20_000)
            }
        }
    }

    /// What is not told in SQLite's words comes of the library's look at the log beside the file, which another connection may
    /// take away at that very moment because it was the last to close.
    private static func mayPass(_ fault: any Error) -> Bool {
        guard let fault = fault as? SQLFault else { return true }
        guard case .busy = fault else { return false }
        return true
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "tessera.database"
        configuration.maximumReaderCount = readers
        configuration.prepareDatabase { connection in
            let cache = connection.configuration.readonly ? readingCache : writingCache
            try connection.execute(sql: "PRAGMA cache_size = -\(cache)")
        }
        return configuration
    }

    /// The pool sets `synchronous` to NORMAL while it opens, which may lose answered commits when the power
    /// fails; so it is set afterwards, and read back, because a wrong setting is silent.
    private static func insistOnDurability(of pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { connection in
            try connection.execute(sql: "PRAGMA synchronous = FULL")
            // Only macOS knows this one: there a plain fsync stops at the drive's own cache.
            try connection.execute(sql: "PRAGMA fullfsync = ON")
            guard
                try Int.fetchOne(connection, sql: "PRAGMA synchronous") == 2,
                try String.fetchOne(connection, sql: "PRAGMA journal_mode") == "wal"
            else {
                throw SQLFault.notDurable(path: pool.path)
            }
        }
    }
}
