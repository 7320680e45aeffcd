// The schema and its versions: brings a database of any earlier version up to the newest, and touches no newer one.

package import SQL

/// The tables of this house, made by numbered migrations that run once each, in order.
package enum Schema {
    /// The version that this program knows, which is the number of its newest migration.
    package static let newest = migrations.count

    /// Every migration ever released, oldest first; the first has number 1. Only append to this list: a database
    /// out there has run what stands here.
    private static let migrations: [Migration] = [
        .firstTables, .revocation, .authorizations, .exchange, .details, .codes,
    ]

    /// Runs the migrations that `database` has not seen, each in a transaction of its own, so that a crash leaves
    /// a database of some version and never of half a one.
    ///
    /// - Throws: ``SchemaFault/newer(found:known:)`` when a newer program has used the database.
    package static func prepare(_ database: any SQLDatabase) async throws {
        while try await database.write({ try runNext(in: $0) }) < newest {}
    }

    /// The version of a database that was prepared at least once.
    package static func version(in transaction: any SQLTransaction) throws -> Int {
        let rows = try transaction.query("SELECT MAX(version) AS version FROM schema_version")
        return try rows.first?.optionalInteger("version") ?? 0
    }

    /// Runs the one migration that comes next, if any does, and tells which version the database has now. The
    /// version is read in the transaction that changes it: another process may be preparing too.
    private static func runNext(in transaction: any SQLTransaction) throws -> Int {
        try transaction.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)")
        let found = try version(in: transaction)
        guard found <= newest else { throw SchemaFault.newer(found: found, known: newest) }
        guard found < newest else { return found }
        for statement in migrations[found].statements {
            try transaction.execute(statement)
        }
        let next = found + 1
        _ = try transaction.execute("INSERT INTO schema_version (version) VALUES ($1)", [SQLValue(next)])
        return next
    }
}
