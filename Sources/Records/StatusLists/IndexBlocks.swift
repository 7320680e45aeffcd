// Blocks of indexes: what the tokens of clients cost, one row for many of them.

package import SQL

/// Indexes of a list that one client hands out at one API. Which of them are handed out is known in memory alone.
package struct IndexBlock: Hashable, Sendable {
    package let range: StatusRange
    package let client: String
    package let api: String
    package let firstIssuedAt: Int
    /// When all of it was taken back, or nil.
    package let revokedAt: Int?

    static let columns = "list, first, count, client, api, first_issued_at, revoked_at"

    fileprivate init(range: StatusRange, client: String, api: String, firstIssuedAt: Int) {
        self.range = range
        self.client = client
        self.api = api
        self.firstIssuedAt = firstIssuedAt
        revokedAt = nil
    }

    init(_ row: SQLRow) throws {
        range = StatusRange(
            list: try row.integer("list"), first: try row.integer("first"), count: try row.integer("count"))
        client = try row.text("client")
        api = try row.text("api")
        firstIssuedAt = try row.integer("first_issued_at")
        revokedAt = try row.optionalInteger("revoked_at")
    }
}

/// The blocks. One goes with its list.
package enum IndexBlocks {
    /// Reserves a block in the list for tokens that expire no later than `expiry`.
    ///
    /// Near the end of a list the block is as small as what is left there.
    ///
    /// - Parameter count: how many indexes, at most.
    package static func reserve(
        count: Int,
        client: String,
        api: String,
        expiringAt expiry: Int,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> IndexBlock {
        let block = IndexBlock(
            range: try StatusLists.reserve(count: count, expiringAt: expiry, in: transaction),
            client: client,
            api: api,
            firstIssuedAt: now
        )
        _ = try transaction.execute(
            """
            INSERT INTO index_blocks (list, first, count, client, api, first_issued_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                SQLValue(block.range.list), SQLValue(block.range.first), SQLValue(block.range.count),
                SQLValue(client), SQLValue(api), SQLValue(now),
            ]
        )
        return block
    }

    /// Marks blocks as taken back. One that was taken back before keeps its time.
    package static func markRevoked(
        _ ranges: [StatusRange],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws {
        for range in ranges {
            _ = try transaction.execute(
                "UPDATE index_blocks SET revoked_at = $3 WHERE list = $1 AND first = $2 AND revoked_at IS NULL",
                [SQLValue(range.list), SQLValue(range.first), SQLValue(now)]
            )
        }
    }

    /// Deletes blocks of lists whose hour was over before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteRetired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM index_blocks WHERE (list, first) IN (
                SELECT list, first FROM index_blocks
                WHERE list IN (SELECT number FROM status_lists WHERE hour < $1) LIMIT $2
            )
            """,
            [SQLValue(time), SQLValue(limit)]
        )
    }
}
