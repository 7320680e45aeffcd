// Named tokens: lasting tokens given to programs, known by name and never kept themselves.

package import SQL

/// A named API token of an account. The row knows everything about the token but the token.
package struct NamedToken: Hashable, Sendable {
    /// `tok_…`
    package let id: String
    package let account: String
    /// The API that is its audience.
    package let api: String
    package let name: String
    /// Its scopes, joined by spaces, as in the token.
    package let scope: String
    package let handle: StatusHandle
    package let createdAt: Int
    package let expiresAt: Int
    /// When it was taken back, or nil.
    package let revokedAt: Int?

    package init(
        id: String,
        account: String,
        api: String,
        name: String,
        scope: String,
        handle: StatusHandle,
        createdAt: Int,
        expiresAt: Int,
        revokedAt: Int? = nil
    ) {
        self.id = id
        self.account = account
        self.api = api
        self.name = name
        self.scope = scope
        self.handle = handle
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    private static let columns =
        "id, account, api, name, scope, list, idx, created_at, expires_at, revoked_at"

    private init(_ row: SQLRow) throws {
        self.id = try row.text("id")
        self.account = try row.text("account")
        self.api = try row.text("api")
        self.name = try row.text("name")
        self.scope = try row.text("scope")
        self.handle = StatusHandle(list: try row.integer("list"), index: try row.integer("idx"))
        self.createdAt = try row.integer("created_at")
        self.expiresAt = try row.integer("expires_at")
        self.revokedAt = try row.optionalInteger("revoked_at")
    }
}

extension NamedToken {
    /// Adds a token.
    package static func insert(_ token: NamedToken, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            "INSERT INTO named_tokens (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            [
                SQLValue(token.id), SQLValue(token.account), SQLValue(token.api), SQLValue(token.name),
                SQLValue(token.scope), SQLValue(token.handle.list), SQLValue(token.handle.index),
                SQLValue(token.createdAt), SQLValue(token.expiresAt), SQLValue(token.revokedAt),
            ]
        )
    }

    /// The token with this id, live or not, whoever it belongs to.
    package static func find(id: String, in transaction: any SQLTransaction) throws -> NamedToken? {
        try transaction.query("SELECT \(columns) FROM named_tokens WHERE id = $1", [SQLValue(id)])
            .first.map(NamedToken.init)
    }

    /// The token with this handle, live or not.
    package static func find(handle: StatusHandle, in transaction: any SQLTransaction) throws -> NamedToken? {
        try transaction.query(
            "SELECT \(columns) FROM named_tokens WHERE list = $1 AND idx = $2",
            [SQLValue(handle.list), SQLValue(handle.index)]
        ).first.map(NamedToken.init)
    }

    /// The tokens of an account that are neither revoked nor expired, oldest first.
    package static func live(
        of account: String,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [NamedToken] {
        try transaction.query(
            """
            SELECT \(columns) FROM named_tokens
            WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at, id
            """,
            [SQLValue(account), SQLValue(now)]
        ).map(NamedToken.init)
    }

    /// Takes back the tokens with these ids. One that was taken back before keeps its time.
    ///
    /// - Returns: those that this call took back; their handles are what remains to be logged.
    package static func markRevoked(
        ids: [String],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [NamedToken] {
        try ids.compactMap { id in
            try transaction.query(
                """
                UPDATE named_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
                RETURNING \(columns)
                """,
                [SQLValue(id), SQLValue(now)]
            ).first.map(NamedToken.init)
        }
    }

    /// Deletes the tokens that expired before `time`.
    ///
    /// - Returns: how many.
    @discardableResult
    package static func deleteExpired(before time: Int, in transaction: any SQLTransaction) throws -> Int {
        try transaction.execute("DELETE FROM named_tokens WHERE expires_at < $1", [SQLValue(time)])
    }
}
