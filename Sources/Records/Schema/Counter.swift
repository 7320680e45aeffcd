// Numbers that are given out once: a row each, so that none comes back after what it named is deleted.

import SQL

/// A counter of the database. Its number is taken in the transaction that uses it, so commit order is number order.
enum Counter: String {
    case statusVersion = "status_version"
    case statusList = "status_list"
    case signingKeys = "signing_keys"
    case directory

    /// Takes the next number; the first is 1.
    func next(in transaction: any SQLTransaction) throws -> Int {
        let rows = try transaction.query(
            """
            INSERT INTO counters (name, value) VALUES ($1, 1)
            ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
            RETURNING value
            """,
            [SQLValue(rawValue)]
        )
        guard let row = rows.first else { throw SQLFault.columnMissing("value") }
        return try row.integer("value")
    }

    /// The number that was taken last, or 0.
    func newest(in transaction: any SQLTransaction) throws -> Int {
        try transaction.query("SELECT value FROM counters WHERE name = $1", [SQLValue(rawValue)])
            .first?.integer("value") ?? 0
    }
}
