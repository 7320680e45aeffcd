// A transaction in progress: what a closure may do to the database it was handed.

/// Runs single statements inside one transaction. It is valid only while the closure that received it runs.
///
/// Arguments are written `$1`, `$2`, … and are bound by number. Text is bound as it is, and must not hold NUL,
/// which no driver can give back.
package protocol SQLTransaction {
    /// Runs a statement for its effect.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs a statement for its rows, in the order in which the database gives them.
    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
}

extension SQLTransaction {
    /// Runs a statement that takes no arguments for its effect.
    @discardableResult
    package func execute(_ sql: String) throws -> Int {
        try execute(sql, [])
    }

    /// Runs a statement that takes no arguments for its rows.
    package func query(_ sql: String) throws -> [SQLRow] {
        try query(sql, [])
    }
}
