// Clients that are still to be told that somebody signed out (OpenID Connect Back-Channel Logout §2.5): a durable queue.

package import SQL

/// A client that is to be told.
package struct LogoutNotice: Hashable, Sendable {
    /// Unique for each session and client.
    package let id: String
    package let client: String
    /// The account that signed out.
    package let account: String
    /// The session that ended.
    package let session: String
    /// How often it was tried.
    package let attempts: Int
    /// When it is tried next.
    package let dueAt: Int
    /// When it is given up.
    package let expiresAt: Int

    package init(id: String, client: String, account: String, session: String, dueAt: Int, expiresAt: Int) {
        self.id = id
        self.client = client
        self.account = account
        self.session = session
        attempts = 0
        self.dueAt = dueAt
        self.expiresAt = expiresAt
    }

    private static let columns = "id, client, account, session, attempts, due_at, expires_at"

    private init(_ row: SQLRow) throws {
        id = try row.text("id")
        client = try row.text("client")
        account = try row.text("account")
        session = try row.text("session")
        attempts = try row.integer("attempts")
        dueAt = try row.integer("due_at")
        expiresAt = try row.integer("expires_at")
    }
}

extension LogoutNotice {
    package static func insert(_ notice: LogoutNotice, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            "INSERT INTO logout_notices (\(columns)) VALUES ($1, $2, $3, $4, 0, $5, $6)",
            [
                SQLValue(notice.id), SQLValue(notice.client), SQLValue(notice.account),
                SQLValue(notice.session), SQLValue(notice.dueAt), SQLValue(notice.expiresAt),
            ]
        )
    }

    /// Whether a notice is due.
    package static func isAnyDue(at now: Int, in transaction: any SQLTransaction) throws -> Bool {
        try !transaction.query(
            "SELECT 1 AS one FROM logout_notices WHERE due_at <= $1 LIMIT 1", [SQLValue(now)]
        )
        .isEmpty
    }

    /// Takes a notice that is due, and puts its next attempt off: of all who come for it, one gets it.
    ///
    /// - Parameter isVouchedFor: whether it is for a client that an administrator registered, or for another.
    package static func take(
        vouchedFor isVouchedFor: Bool,
        pause: Int,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> LogoutNotice? {
        try transaction.query(
            """
            UPDATE logout_notices SET attempts = attempts + 1, due_at = $1 + $2
            WHERE due_at <= $1 AND id IN (
                SELECT id FROM logout_notices WHERE due_at <= $1 AND client \(isVouchedFor ? "" : "NOT ")IN
                    (SELECT id FROM clients WHERE origin = 'administrator')
                ORDER BY due_at LIMIT 1
            )
            RETURNING \(columns)
            """,
            [SQLValue(now), SQLValue(pause)]
        ).first.map(LogoutNotice.init)
    }

    /// Puts the next attempt at this time.
    package static func postpone(id: String, to time: Int, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            "UPDATE logout_notices SET due_at = $2 WHERE id = $1", [SQLValue(id), SQLValue(time)])
    }

    /// Forgets a notice: the client was told, or is given up.
    package static func delete(id: String, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute("DELETE FROM logout_notices WHERE id = $1", [SQLValue(id)])
    }
}
