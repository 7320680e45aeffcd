// Status lists: which exist, until when, and whose index is next.

package import SQL

/// A status list that is still served.
package struct StatusListRecord: Hashable, Sendable {
    package let number: Int
    /// The last second at which a token of this list may expire: a whole hour.
    package let hour: Int
    /// How many indexes are handed out, which is also the next one.
    package let nextIndex: Int

    fileprivate init(_ row: SQLRow) throws {
        self.number = try row.integer("number")
        self.hour = try row.integer("hour")
        self.nextIndex = try row.integer("next_index")
    }
}

/// The lists by the hour in which their last token expires; a full one gets a successor in the same hour.
package enum StatusLists {
    /// How many indexes a list has.
    package static let size = 1 << 20

    /// The latest expiry that a list can be made for: the end of the year 9999, as far as an RFC 3339 time goes.
    package static let latestExpiry = 253_402_300_799

    /// The end of the hour in which a token that expires at `time` belongs.
    package static func hour(of time: Int) throws -> Int {
        guard (0...latestExpiry).contains(time) else { throw StatusListFault.expiryOutOfRange }
        return (time + 3_599) / 3_600 * 3_600
    }

    /// Hands out the next index of the list for tokens that expire no later than `expiry`.
    ///
    /// Indexes go in order, and a list's number is never used for another list, so a handle is never given twice.
    package static func allocate(
        expiringAt expiry: Int,
        in transaction: any SQLTransaction
    ) throws -> StatusHandle {
        let range = try reserve(count: 1, expiringAt: expiry, in: transaction)
        return StatusHandle(list: range.list, index: range.first)
    }

    /// Hands out the next indexes of the list for tokens that expire no later than `expiry`: so many as are wanted,
    /// or as are left in the list.
    static func reserve(
        count: Int,
        expiringAt expiry: Int,
        in transaction: any SQLTransaction
    ) throws -> StatusRange {
        let hour = try hour(of: expiry)
        let wanted = min(max(1, count), size)
        let open = try transaction.query(
            """
            SELECT number, next_index FROM status_lists
            WHERE hour = $1 AND next_index < $2 ORDER BY number LIMIT 1
            """,
            [SQLValue(hour), SQLValue(size)]
        )
        if let list = open.first {
            let (number, first) = (try list.integer("number"), try list.integer("next_index"))
            let count = min(wanted, size - first)
            _ = try transaction.execute(
                "UPDATE status_lists SET next_index = $2 WHERE number = $1",
                [SQLValue(number), SQLValue(first + count)]
            )
            return StatusRange(list: number, first: first, count: count)
        }
        let number = try Counter.statusList.next(in: transaction)
        _ = try transaction.execute(
            "INSERT INTO status_lists (number, hour, next_index) VALUES ($1, $2, $3)",
            [SQLValue(number), SQLValue(hour), SQLValue(wanted)]
        )
        return StatusRange(list: number, first: 0, count: wanted)
    }

    /// Every list that has not been deleted, by number.
    package static func all(in transaction: any SQLTransaction) throws -> [StatusListRecord] {
        try transaction.query("SELECT number, hour, next_index FROM status_lists ORDER BY number")
            .map(StatusListRecord.init)
    }

    /// The list with this number.
    package static func find(number: Int, in transaction: any SQLTransaction) throws -> StatusListRecord? {
        try transaction.query(
            "SELECT number, hour, next_index FROM status_lists WHERE number = $1",
            [SQLValue(number)]
        ).first.map(StatusListRecord.init)
    }

    /// Deletes the lists whose hour was over before `time`, and their changes with them.
    ///
    /// - Returns: their numbers.
    package static func deleteRetired(before time: Int, in transaction: any SQLTransaction) throws -> [Int] {
        try transaction.query("DELETE FROM status_lists WHERE hour < $1 RETURNING number", [SQLValue(time)])
            .map { try $0.integer("number") }
            .sorted()
    }
}

/// Why no handle can be handed out.
package enum StatusListFault: Error, Hashable, Sendable, CustomStringConvertible {
    case expiryOutOfRange

    /// One sentence that says what was wrong.
    package var description: String {
        "a token must expire between the years 1970 and 9999"
    }
}
