// Sessions: a sign-in by password, to which login tokens belong.

package import SQL

/// A session of an account. Revoking it kills every login token that was made from it.
package struct Session: Hashable, Sendable {
    /// `ses_…`
    package let id: String
    package let account: String
    package let handle: StatusHandle
    package let createdAt: Int
    package let expiresAt: Int
    /// When it was taken back, or nil.
    package let revokedAt: Int?

    package init(
        id: String,
        account: String,
        handle: StatusHandle,
        createdAt: Int,
        expiresAt: Int,
        revokedAt: Int? = nil
    ) {
        self.id = id
        self.account = account
        self.handle = handle
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    private static let columns = "id, account, list, idx, created_at, expires_at, revoked_at"

    private init(_ row: SQLRow) throws {
        self.id = try row.text("id")
        self.account = try row.text("account")
        self.handle = StatusHandle(list: try row.integer("list"), index: try row.integer("idx"))
        self.createdAt = try row.integer("created_at")
        self.expiresAt = try row.integer("expires_at")
        self.revokedAt = try row.optionalInteger("revoked_at")
    }
}

extension Session {
    /// Adds a session.
    package static func insert(_ session: Session, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            "INSERT INTO sessions (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            [
                SQLValue(session.id), SQLValue(session.account), SQLValue(session.handle.list),
                SQLValue(session.handle.index), SQLValue(session.createdAt), SQLValue(session.expiresAt),
                SQLValue(session.revokedAt),
            ]
        )
    }

    /// The session with this id, live or not.
    package static func find(id: String, in transaction: any SQLTransaction) throws -> Session? {
        try transaction.query("SELECT \(columns) FROM sessions WHERE id = $1", [SQLValue(id)])
            .first.map(Session.init)
    }

    /// The session with this handle, live or not.
    package static func find(handle: StatusHandle, in transaction: any SQLTransaction) throws -> Session? {
        try transaction.query(
            "SELECT \(columns) FROM sessions WHERE list = $1 AND idx = $2",
            [SQLValue(handle.list), SQLValue(handle.index)]
        ).first.map(Session.init)
    }

    /// The sessions of an account that are neither revoked nor expired, oldest first.
    package static func live(
        of account: String,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [Session] {
        try transaction.query(
            """
            SELECT \(columns) FROM sessions
            WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at, id
            """,
            [SQLValue(account), SQLValue(now)]
        ).map(Session.init)
    }

    /// Takes back the sessions with these ids. One that was taken back before keeps its time.
    ///
    /// - Returns: those that this call took back; their handles are what remains to be logged.
    package static func markRevoked(
        ids: [String],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [Session] {
        try ids.compactMap { id in
            try transaction.query(
                "UPDATE sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING \(columns)",
                [SQLValue(id), SQLValue(now)]
            ).first.map(Session.init)
        }
    }

    /// Deletes sessions that expired before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteExpired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM sessions WHERE id IN (
                SELECT id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2
            )
            """,
            [SQLValue(time), SQLValue(limit)]
        )
    }
}
