// The change log of the status lists: a row for every revoked range of indexes, in the order of their commits.

package import SQL

/// One entry of the log: `count` indexes of a list, from `index` on, were revoked.
package struct StatusChange: Hashable, Sendable {
    /// Grows with every change of any list; commit order is version order.
    package let version: Int
    package let list: Int
    package let index: Int
    package let count: Int
    package let changedAt: Int

    fileprivate init(version: Int, list: Int, index: Int, count: Int, changedAt: Int) {
        self.version = version
        self.list = list
        self.index = index
        self.count = count
        self.changedAt = changedAt
    }

    fileprivate init(_ row: SQLRow) throws {
        self.version = try row.integer("version")
        self.list = try row.integer("list")
        self.index = try row.integer("idx")
        self.count = try row.integer("count")
        self.changedAt = try row.integer("changed_at")
    }
}

/// The log. A bit that is set is never cleared, so it only grows, and a list's part goes when the list goes.
package enum StatusChanges {
    /// Logs these handles as revoked.
    ///
    /// A handle of a list that was deleted needs no bit any more, since every token of it has expired: it is
    /// passed over.
    ///
    /// - Returns: the changes that were logged, in the order of the handles.
    @discardableResult
    package static func append(
        handles: [StatusHandle],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [StatusChange] {
        try append(ranges: handles.map(StatusRange.init), at: now, in: transaction)
    }

    /// Logs these ranges as revoked, each as one change. A range of a deleted list is passed over.
    ///
    /// Whatever is taken back comes this way, so here is where it takes along what was exchanged for it.
    ///
    /// - Returns: the changes that were logged, in the order of the ranges, those of exchanged tokens last.
    @discardableResult
    package static func append(
        ranges: [StatusRange],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [StatusChange] {
        let changes = try log(ranges, at: now, in: transaction)
        // What hangs on a handle expires no later than it, so of a list that is gone nothing is looked for.
        let logged = changes.map { StatusRange(list: $0.list, first: $0.index, count: $0.count) }
        let hanging = try ExchangedToken.markRevoked(hangingOn: logged, at: now, in: transaction)
        return try changes + log(hanging, at: now, in: transaction)
    }

    private static func log(
        _ ranges: [StatusRange],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [StatusChange] {
        var lives: [Int: Bool] = [:]
        var changes: [StatusChange] = []
        for range in ranges {
            let lists =
                try lives[range.list] ?? (StatusLists.find(number: range.list, in: transaction) != nil)
            lives[range.list] = lists
            guard lists else { continue }
            let change = StatusChange(
                version: try Counter.statusVersion.next(in: transaction),
                list: range.list,
                index: range.first,
                count: range.count,
                changedAt: now
            )
            _ = try transaction.execute(
                "INSERT INTO status_changes (version, list, idx, count, changed_at) VALUES ($1, $2, $3, $4, $5)",
                [
                    SQLValue(change.version), SQLValue(change.list), SQLValue(change.index),
                    SQLValue(change.count), SQLValue(change.changedAt),
                ]
            )
            changes.append(change)
        }
        return changes
    }

    /// Whether the log says that the bit of a handle is set.
    package static func isRevoked(_ handle: StatusHandle, in transaction: any SQLTransaction) throws -> Bool {
        try !transaction.query(
            "SELECT version FROM status_changes WHERE list = $1 AND idx <= $2 AND idx + count > $2 LIMIT 1",
            [SQLValue(handle.list), SQLValue(handle.index)]
        ).isEmpty
    }

    /// The version of the newest change that was ever logged, or 0; deleting changes doesn't lower it.
    package static func newestVersion(in transaction: any SQLTransaction) throws -> Int {
        try Counter.statusVersion.newest(in: transaction)
    }

    /// The changes of all lists that are newer than `version`, oldest first.
    ///
    /// - Parameter limit: the most that are read; the oldest come first.
    package static func after(
        version: Int,
        limit: Int = .max,
        in transaction: any SQLTransaction
    ) throws -> [StatusChange] {
        try transaction.query(
            """
            SELECT version, list, idx, count, changed_at FROM status_changes
            WHERE version > $1 ORDER BY version LIMIT $2
            """,
            [SQLValue(version), SQLValue(limit)]
        ).map(StatusChange.init)
    }

    /// The lists that have a change newer than `version`, by number.
    package static func lists(after version: Int, in transaction: any SQLTransaction) throws -> [Int] {
        try transaction.query(
            "SELECT DISTINCT list FROM status_changes WHERE version > $1 ORDER BY list",
            [SQLValue(version)]
        ).map { try $0.integer("list") }
    }

    /// The changes of one list that are newer than `version`, oldest first.
    package static func of(
        list: Int,
        after version: Int = 0,
        in transaction: any SQLTransaction
    ) throws -> [StatusChange] {
        try transaction.query(
            """
            SELECT version, list, idx, count, changed_at FROM status_changes
            WHERE list = $1 AND version > $2 ORDER BY version
            """,
            [SQLValue(list), SQLValue(version)]
        ).map(StatusChange.init)
    }

    /// Deletes changes of lists whose hour was over before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteRetired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM status_changes WHERE version IN (
                SELECT version FROM status_changes
                WHERE list IN (SELECT number FROM status_lists WHERE hour < $1) LIMIT $2
            )
            """,
            [SQLValue(time), SQLValue(limit)]
        )
    }
}
