// The secrets of clients, as digests. A client may have several, so that one can be replaced without a gap.

package import SQL

/// A secret of a client.
package struct ClientSecret: Hashable, Sendable {
    package let client: String
    /// The digest of its text, which is kept nowhere.
    package let hash: String
    package let createdAt: Int
    /// The second from which it is refused, or nil while no end is set.
    package let expiresAt: Int?

    package init(client: String, hash: String, createdAt: Int, expiresAt: Int? = nil) {
        self.client = client
        self.hash = hash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    private static let columns = "client, hash, created_at, expires_at"

    private init(_ row: SQLRow) throws {
        self.client = try row.text("client")
        self.hash = try row.text("hash")
        self.createdAt = try row.integer("created_at")
        self.expiresAt = try row.optionalInteger("expires_at")
    }
}

extension ClientSecret {
    /// Adds a secret.
    ///
    /// - Throws: ``SQLFault/constraintViolation(_:)`` when there is no such client.
    package static func insert(_ secret: ClientSecret, in transaction: any SQLTransaction) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "INSERT INTO client_secrets (\(columns)) VALUES ($1, $2, $3, $4)",
            [
                SQLValue(secret.client), SQLValue(secret.hash), SQLValue(secret.createdAt),
                SQLValue(secret.expiresAt),
            ]
        )
    }

    /// The secret of this client with this digest, expired or not.
    package static func find(
        client: String,
        hash: String,
        in transaction: any SQLTransaction
    ) throws -> ClientSecret? {
        try transaction.query(
            "SELECT \(columns) FROM client_secrets WHERE client = $1 AND hash = $2",
            [SQLValue(client), SQLValue(hash)]
        ).first.map(ClientSecret.init)
    }

    /// The secrets of a client that have not expired, oldest first.
    package static func live(
        of client: String,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [ClientSecret] {
        try transaction.query(
            """
            SELECT \(columns) FROM client_secrets
            WHERE client = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY created_at, hash
            """,
            [SQLValue(client), SQLValue(now)]
        ).map(ClientSecret.init)
    }

    /// Sets the end of a secret. An end is only ever brought nearer.
    ///
    /// - Returns: whether this call did it.
    package static func expire(
        client: String,
        hash: String,
        at time: Int,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            """
            UPDATE client_secrets SET expires_at = $3
            WHERE client = $1 AND hash = $2 AND (expires_at IS NULL OR expires_at > $3)
            """,
            [SQLValue(client), SQLValue(hash), SQLValue(time)]
        ) == 1
    }

    /// Deletes secrets that expired before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteExpired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            """
            DELETE FROM client_secrets WHERE (client, hash) IN (
                SELECT client, hash FROM client_secrets WHERE expires_at < $1 ORDER BY expires_at LIMIT $2
            )
            """,
            [SQLValue(time), SQLValue(limit)]
        )
    }
}
