// Exchanged tokens: each hangs on the handle of the token that it was given for, and goes when that one goes.

package import SQL

/// A token that was given for another one (RFC 8693). The row knows what it hangs on, and nothing of its text.
package struct ExchangedToken: Hashable, Sendable {
    /// `exc_…`
    package let id: String
    package let handle: StatusHandle
    /// The handle of the token that it was given for.
    package let source: StatusHandle
    /// The handle of the actor's token that was shown beside it, or nil.
    package let actor: StatusHandle?
    /// The row that the first token of the chain belongs to: `ses_…`, `tok_…` or `aut_…`; nil for a program's own token,
    /// which has none.
    package let root: String?
    /// Whose it is; nil for a program's.
    package let account: String?
    /// The client that it was given to.
    package let client: String
    /// The API that is its audience.
    package let api: String
    /// Its scopes, joined by spaces, as in the token.
    package let scope: String
    package let createdAt: Int
    package let expiresAt: Int
    /// When it was taken back, or nil.
    package let revokedAt: Int?

    package init(
        id: String,
        handle: StatusHandle,
        source: StatusHandle,
        actor: StatusHandle? = nil,
        root: String?,
        account: String?,
        client: String,
        api: String,
        scope: String,
        createdAt: Int,
        expiresAt: Int
    ) {
        self.id = id
        self.handle = handle
        self.source = source
        self.actor = actor
        self.root = root
        self.account = account
        self.client = client
        self.api = api
        self.scope = scope
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        revokedAt = nil
    }

    private static let columns = """
        id, list, idx, source_list, source_idx, actor_list, actor_idx, root, account, client, api, scope, created_at,
        expires_at, revoked_at
        """

    private init(_ row: SQLRow) throws {
        id = try row.text("id")
        handle = StatusHandle(list: try row.integer("list"), index: try row.integer("idx"))
        source = StatusHandle(list: try row.integer("source_list"), index: try row.integer("source_idx"))
        actor = try row.optionalInteger("actor_list").map { list in
            StatusHandle(list: list, index: try row.integer("actor_idx"))
        }
        root = try row.optionalText("root")
        account = try row.optionalText("account")
        client = try row.text("client")
        api = try row.text("api")
        scope = try row.text("scope")
        createdAt = try row.integer("created_at")
        expiresAt = try row.integer("expires_at")
        revokedAt = try row.optionalInteger("revoked_at")
    }

    /// Whether it is good at a moment, as far as its own row says.
    package func isLive(at now: Int) -> Bool { revokedAt == nil && now < expiresAt }
}

extension ExchangedToken {
    /// Adds a token that was just made.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when its handle is another's.
    package static func insert(_ token: ExchangedToken, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            """
            INSERT INTO exchanged_tokens (\(columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL)
            """,
            [
                SQLValue(token.id), SQLValue(token.handle.list), SQLValue(token.handle.index),
                SQLValue(token.source.list), SQLValue(token.source.index), SQLValue(token.actor?.list),
                SQLValue(token.actor?.index), SQLValue(token.root), SQLValue(token.account),
                SQLValue(token.client), SQLValue(token.api), SQLValue(token.scope),
                SQLValue(token.createdAt), SQLValue(token.expiresAt),
            ]
        )
    }

    /// The token with this handle, live or not.
    package static func find(handle: StatusHandle, in transaction: any SQLTransaction) throws
        -> ExchangedToken?
    {
        try transaction.query(
            "SELECT \(columns) FROM exchanged_tokens WHERE list = $1 AND idx = $2",
            [SQLValue(handle.list), SQLValue(handle.index)]
        ).first.map(ExchangedToken.init)
    }

    /// Takes back the tokens with these ids. One that was taken back before keeps its time.
    ///
    /// - Returns: those that this call took back; their handles are what remains to be logged.
    package static func markRevoked(
        ids: [String],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [ExchangedToken] {
        try ids.compactMap { id in
            try transaction.query(
                """
                UPDATE exchanged_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
                RETURNING \(columns)
                """,
                [SQLValue(id), SQLValue(now)]
            ).first.map(ExchangedToken.init)
        }
    }

    /// Takes back what hangs on handles of these ranges, and what hangs on that.
    ///
    /// - Returns: the handles that remain to be logged, in as few ranges as there can be.
    static func markRevoked(
        hangingOn ranges: [StatusRange],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [StatusRange] {
        var (all, next) = ([StatusRange](), ranges)
        // Each row is marked once, so this ends.
        while !next.isEmpty {
            next = StatusRange.merged(try next.flatMap { try mark(hangingOn: $0, at: now, in: transaction) })
            all += next
        }
        return all
    }

    private static func mark(
        hangingOn range: StatusRange,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [StatusRange] {
        try transaction.query(
            """
            UPDATE exchanged_tokens SET revoked_at = $4
            WHERE ((source_list = $1 AND source_idx >= $2 AND source_idx < $3)
                OR (actor_list = $1 AND actor_idx >= $2 AND actor_idx < $3)) AND revoked_at IS NULL
            RETURNING \(columns)
            """,
            [SQLValue(range.list), SQLValue(range.first), SQLValue(range.end), SQLValue(now)]
        ).map { StatusRange(try ExchangedToken($0).handle) }
    }

    /// Deletes tokens that expired before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteExpired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try OldRows(table: "exchanged_tokens", key: "id", time: "expires_at")
            .delete(before: time, limit: limit, in: transaction)
    }
}
