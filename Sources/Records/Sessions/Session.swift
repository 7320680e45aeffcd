// Sessions: a sign-in by password, to which login tokens belong, or a browser that keeps a cookie.

package import SQL

/// A session of an account. Revoking it kills every login token that was made from it.
package struct Session: Hashable, Sendable {
    /// `ses_…`
    package let id: String
    package let account: String
    package let handle: StatusHandle
    /// When the person signed in.
    package let createdAt: Int
    /// The end that nothing moves.
    package let expiresAt: Int
    /// When it was taken back, or nil.
    package let revokedAt: Int?
    /// What only a browser's session has.
    package let browser: BrowserSession?

    package init(
        id: String,
        account: String,
        handle: StatusHandle,
        createdAt: Int,
        expiresAt: Int,
        revokedAt: Int? = nil,
        browser: BrowserSession? = nil
    ) {
        self.id = id
        self.account = account
        self.handle = handle
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.browser = browser
    }

    /// Whether it is good at a moment: neither taken back, nor over, nor left alone for too long.
    package func isLive(at now: Int) -> Bool {
        revokedAt == nil && now < expiresAt && (browser.map { now < $0.seenAt + $0.idle } ?? true)
    }

    private static let columns = """
        id, account, list, idx, created_at, expires_at, revoked_at, secret_hash, methods, seen_at, idle, address,
        agent
        """

    private init(_ row: SQLRow) throws {
        self.id = try row.text("id")
        self.account = try row.text("account")
        self.handle = StatusHandle(list: try row.integer("list"), index: try row.integer("idx"))
        self.createdAt = try row.integer("created_at")
        self.expiresAt = try row.integer("expires_at")
        self.revokedAt = try row.optionalInteger("revoked_at")
        self.browser = try row.optionalText("secret_hash").map { try BrowserSession($0, row) }
    }
}

/// What is known of the browser that keeps a session's cookie.
package struct BrowserSession: Hashable, Sendable {
    /// The digest of the cookie.
    package let secretHash: String
    /// How the person signed in (RFC 8176), joined by spaces.
    package let methods: String
    /// When it was last used, to a few minutes.
    package let seenAt: Int
    /// Seconds without use after which it is over.
    package let idle: Int
    /// Where it was last used from, or nil.
    package let address: String?
    /// What the browser calls itself, or nil.
    package let agent: String?

    package init(
        secretHash: String,
        methods: String,
        seenAt: Int,
        idle: Int,
        address: String? = nil,
        agent: String? = nil
    ) {
        self.secretHash = secretHash
        self.methods = methods
        self.seenAt = seenAt
        self.idle = idle
        self.address = address
        self.agent = agent
    }

    fileprivate init(_ secretHash: String, _ row: SQLRow) throws {
        self.secretHash = secretHash
        self.methods = try row.text("methods")
        self.seenAt = try row.integer("seen_at")
        self.idle = try row.integer("idle")
        self.address = try row.optionalText("address")
        self.agent = try row.optionalText("agent")
    }
}

extension Session {
    /// Adds a session.
    package static func insert(_ session: Session, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            """
            INSERT INTO sessions (\(columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            [
                SQLValue(session.id), SQLValue(session.account), SQLValue(session.handle.list),
                SQLValue(session.handle.index), SQLValue(session.createdAt), SQLValue(session.expiresAt),
                SQLValue(session.revokedAt), SQLValue(session.browser?.secretHash),
                SQLValue(session.browser?.methods ?? "pwd"), SQLValue(session.browser?.seenAt),
                SQLValue(session.browser?.idle), SQLValue(session.browser?.address),
                SQLValue(session.browser?.agent),
            ]
        )
    }

    /// The session with this id, live or not.
    package static func find(id: String, in transaction: any SQLTransaction) throws -> Session? {
        try transaction.query("SELECT \(columns) FROM sessions WHERE id = $1", [SQLValue(id)])
            .first.map(Session.init)
    }

    /// The browser's session whose cookie has this digest, live or not.
    package static func find(secretHash: String, in transaction: any SQLTransaction) throws -> Session? {
        try transaction.query(
            "SELECT \(columns) FROM sessions WHERE secret_hash = $1", [SQLValue(secretHash)]
        ).first.map(Session.init)
    }

    /// Notes that a browser's session is in use, and from where.
    package static func touch(
        id: String,
        address: String?,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws {
        _ = try transaction.execute(
            "UPDATE sessions SET seen_at = $2, address = $3 WHERE id = $1 AND seen_at < $2",
            [SQLValue(id), SQLValue(now), SQLValue(address)]
        )
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
        try OldRows(table: "sessions", key: "id", time: "expires_at")
            .delete(before: time, limit: limit, in: transaction)
    }
}
