// Grants: what a person allows one client, until they take it back.

package import SQL

/// What one account allows one client. Of a pair at most one lives.
package struct Grant: Hashable, Sendable {
    /// `grt_…`
    package let id: String
    package let account: String
    package let client: String
    package let createdAt: Int
    /// When the client last came for a token, as far as authorizations tell that are deleted by now; at first, when it was made.
    /// Of the others ``Authorization/lastUse(ofGrant:in:)`` tells: a refresh writes nothing here.
    package let usedAt: Int
    /// When it was taken back, or nil.
    package let revokedAt: Int?

    package init(id: String, account: String, client: String, createdAt: Int) {
        self.id = id
        self.account = account
        self.client = client
        self.createdAt = createdAt
        usedAt = createdAt
        revokedAt = nil
    }

    private static let columns = "id, account, client, created_at, used_at, revoked_at"

    private init(_ row: SQLRow) throws {
        id = try row.text("id")
        account = try row.text("account")
        client = try row.text("client")
        createdAt = try row.integer("created_at")
        usedAt = try row.integer("used_at")
        revokedAt = try row.optionalInteger("revoked_at")
    }
}

extension Grant {
    /// Adds a grant, unless the pair has one that lives.
    ///
    /// - Returns: the one that lives.
    package static func ensure(_ grant: Grant, in transaction: any SQLTransaction) throws -> Grant {
        if let found = try find(account: grant.account, client: grant.client, in: transaction) {
            return found
        }
        _ = try transaction.execute(
            """
            INSERT INTO grants (id, account, client, created_at, used_at, revoked_at)
            VALUES ($1, $2, $3, $4, $5, NULL)
            """,
            [
                SQLValue(grant.id), SQLValue(grant.account), SQLValue(grant.client),
                SQLValue(grant.createdAt), SQLValue(grant.usedAt),
            ]
        )
        return grant
    }

    /// The grant that lives between an account and a client.
    package static func find(
        account: String,
        client: String,
        in transaction: any SQLTransaction
    ) throws -> Grant? {
        try transaction.query(
            "SELECT \(columns) FROM grants WHERE account = $1 AND client = $2 AND revoked_at IS NULL",
            [SQLValue(account), SQLValue(client)]
        ).first.map(Grant.init)
    }

    /// The grant with this id, live or not.
    package static func find(id: String, in transaction: any SQLTransaction) throws -> Grant? {
        try transaction.query("SELECT \(columns) FROM grants WHERE id = $1", [SQLValue(id)])
            .first.map(Grant.init)
    }

    /// The grants of an account that live, the newest first.
    package static func live(of account: String, in transaction: any SQLTransaction) throws -> [Grant] {
        try transaction.query(
            """
            SELECT \(columns) FROM grants WHERE account = $1 AND revoked_at IS NULL
            ORDER BY created_at DESC, id
            """,
            [SQLValue(account)]
        ).map(Grant.init)
    }

    /// The grants of a client that live.
    package static func live(to client: String, in transaction: any SQLTransaction) throws -> [Grant] {
        try transaction.query(
            "SELECT \(columns) FROM grants WHERE client = $1 AND revoked_at IS NULL", [SQLValue(client)]
        ).map(Grant.init)
    }

    /// Takes grants back. One that was taken back before keeps its time.
    ///
    /// - Returns: those that this call took back.
    package static func markRevoked(
        ids: [String],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [Grant] {
        try ids.compactMap { id in
            try transaction.query(
                "UPDATE grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING \(columns)",
                [SQLValue(id), SQLValue(now)]
            ).first.map(Grant.init)
        }
    }

    /// Deletes grants that were taken back before `time`, with their authorizations; no more than `limit`.
    ///
    /// - Returns: how many.
    package static func deleteRevoked(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try OldRows(table: "grants", key: "id", time: "revoked_at")
            .delete(before: time, limit: limit, in: transaction)
    }
}
