// The database as every room above sees it: two kinds of transaction, and an end.

/// A database that runs closures in transactions.
///
/// Two drivers are planned, so this is a protocol: SQLite for one machine, PostgreSQL for many. What a closure
/// may rely on is the same on both: it sees a serialisable world, it can't await, and it is all or nothing.
package protocol SQLDatabase: Sendable {
    /// Runs one serialised transaction and returns what `body` returned once the commit is on disk.
    ///
    /// Throwing rolls everything back. The answer of a commit is always delivered, also to a task that was
    /// cancelled meanwhile: a caller that is told "done" or "failed" is told the truth.
    ///
    /// - Parameter body: may run more than once before its one commit, so it touches nothing but SQL. A driver
    ///   may also commit several bodies as a group; each still keeps or loses its own work as a whole.
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T

    /// Runs `body` on one consistent snapshot that sees every write answered before; it can't change anything.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T

    /// Waits for what runs and closes the database; afterwards every use throws ``SQLFault/closed``.
    func close() throws
}
