// Deleting rows whose time is over: the oldest first, and no more at once than a short transaction takes.

internal import SQL

/// Rows of one table that are of no more use from a certain second on.
struct OldRows {
    let table: StaticString
    /// The column by which a row is known.
    let key: StaticString
    /// The column that says when its time was over.
    let time: StaticString

    /// Deletes those whose time was over before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    func delete(before time: Int, limit: Int, in transaction: any SQLTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM \(table) WHERE \(key) IN (
                SELECT \(key) FROM \(table) WHERE \(self.time) < $1 ORDER BY \(self.time) LIMIT $2
            )
            """,
            [SQLValue(time), SQLValue(limit)]
        )
    }
}
