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
    /// What it is for, in the words of its owner; empty where they said nothing.
    package let description: String
    /// Its scopes, joined by spaces, as in the token.
    package let scope: String
    package let handle: StatusHandle
    package let createdAt: Int
    package let expiresAt: Int
    /// When it was taken back, or nil.
    package let revokedAt: Int?
    /// The key that signed it, or nil for an opaque one.
    package let kid: String?
    /// The digest of an opaque token's text, or nil for a signed one.
    package let secretHash: String?
    /// The token that followed it when it was rolled, or nil.
    package let successor: String?
    /// When it is taken back because it was rolled, or nil.
    package let endsAt: Int?
    /// The last second at which an API reported its use, or nil.
    package let lastUsedAt: Int?
    /// The address that it was used from then, as the API saw it, or nil.
    package let lastUsedFrom: String?

    package init(
        id: String,
        account: String,
        api: String,
        name: String,
        description: String = "",
        scope: String,
        handle: StatusHandle,
        createdAt: Int,
        expiresAt: Int,
        revokedAt: Int? = nil,
        kid: String? = nil,
        secretHash: String? = nil
    ) {
        self.id = id
        self.account = account
        self.api = api
        self.name = name
        self.description = description
        self.scope = scope
        self.handle = handle
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.kid = kid
        self.secretHash = secretHash
        (successor, endsAt, lastUsedAt, lastUsedFrom) = (nil, nil, nil, nil)
    }

    static let columns = """
        id, account, api, name, description, scope, list, idx, created_at, expires_at, revoked_at, kid,
        secret_hash, successor, ends_at, last_used_at, last_used_from
        """

    init(_ row: SQLRow) throws {
        self.id = try row.text("id")
        self.account = try row.text("account")
        self.api = try row.text("api")
        self.name = try row.text("name")
        self.description = try row.text("description")
        self.scope = try row.text("scope")
        self.handle = StatusHandle(list: try row.integer("list"), index: try row.integer("idx"))
        self.createdAt = try row.integer("created_at")
        self.expiresAt = try row.integer("expires_at")
        self.revokedAt = try row.optionalInteger("revoked_at")
        self.kid = try row.optionalText("kid")
        self.secretHash = try row.optionalText("secret_hash")
        self.successor = try row.optionalText("successor")
        self.endsAt = try row.optionalInteger("ends_at")
        self.lastUsedAt = try row.optionalInteger("last_used_at")
        self.lastUsedFrom = try row.optionalText("last_used_from")
    }

    /// The second at which it ends unless it is taken back: one that was rolled ends before it expires.
    package var lastsUntil: Int { min(expiresAt, endsAt ?? expiresAt) }

    /// Whether it is good at a moment: neither taken back, nor expired, nor past the overlap after it was rolled.
    package func isLive(at now: Int) -> Bool { revokedAt == nil && now < lastsUntil }
}

extension NamedToken {
    /// Adds a token that was just made.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when its handle or its secret is another's.
    package static func insert(_ token: NamedToken, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            """
            INSERT INTO named_tokens (\(columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL, NULL, NULL, NULL)
            """,
            [
                SQLValue(token.id), SQLValue(token.account), SQLValue(token.api), SQLValue(token.name),
                SQLValue(token.description), SQLValue(token.scope), SQLValue(token.handle.list),
                SQLValue(token.handle.index), SQLValue(token.createdAt), SQLValue(token.expiresAt),
                SQLValue(token.revokedAt), SQLValue(token.kid), SQLValue(token.secretHash),
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

    /// The opaque token whose text has this digest, live or not.
    package static func find(secretHash: String, in transaction: any SQLTransaction) throws -> NamedToken? {
        try transaction.query(
            "SELECT \(columns) FROM named_tokens WHERE secret_hash = $1",
            [SQLValue(secretHash)]
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

    /// Deletes tokens that expired before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteExpired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try OldRows(table: "named_tokens", key: "id", time: "expires_at")
            .delete(before: time, limit: limit, in: transaction)
    }
}
