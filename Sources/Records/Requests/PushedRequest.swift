// Requests that clients sent ahead (RFC 9126): kept for a minute or so under the digest of their name.

package import SQL

/// An authorization request that its client sent ahead.
package struct PushedRequest: Hashable, Sendable {
    /// The digest of the secret in its `request_uri`.
    package let hash: String
    package let client: String
    /// The parameters as a form.
    package let parameters: String
    /// The key that its code will be bound to (RFC 9449 §10.1), or nil.
    package let keyThumbprint: String?
    package let expiresAt: Int
    /// When a code was made of it, or nil.
    package let usedAt: Int?

    package init(
        hash: String,
        client: String,
        parameters: String,
        keyThumbprint: String? = nil,
        expiresAt: Int
    ) {
        self.hash = hash
        self.client = client
        self.parameters = parameters
        self.keyThumbprint = keyThumbprint
        self.expiresAt = expiresAt
        usedAt = nil
    }

    private init(_ row: SQLRow) throws {
        hash = try row.text("hash")
        client = try row.text("client")
        parameters = try row.text("parameters")
        keyThumbprint = try row.optionalText("key_thumbprint")
        expiresAt = try row.integer("expires_at")
        usedAt = try row.optionalInteger("used_at")
    }
}

extension PushedRequest {
    package static func insert(_ request: PushedRequest, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            """
            INSERT INTO pushed_requests (hash, client, parameters, key_thumbprint, expires_at)
            VALUES ($1, $2, $3, $4, $5)
            """,
            [
                SQLValue(request.hash), SQLValue(request.client), SQLValue(request.parameters),
                SQLValue(request.keyThumbprint), SQLValue(request.expiresAt),
            ]
        )
    }

    /// The request whose name has this digest, whether it is over or not.
    package static func find(hash: String, in transaction: any SQLTransaction) throws -> PushedRequest? {
        try transaction.query(
            """
            SELECT hash, client, parameters, key_thumbprint, expires_at, used_at
            FROM pushed_requests WHERE hash = $1
            """,
            [SQLValue(hash)]
        ).first.map(PushedRequest.init)
    }

    /// Notes that a code was made of it: of all who try, one.
    ///
    /// - Returns: whether this call did.
    package static func use(hash: String, at now: Int, in transaction: any SQLTransaction) throws -> Bool {
        try transaction.execute(
            "UPDATE pushed_requests SET used_at = $2 WHERE hash = $1 AND used_at IS NULL",
            [SQLValue(hash), SQLValue(now)]
        ) == 1
    }

    /// Deletes requests that expired before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteExpired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try OldRows(table: "pushed_requests", key: "hash", time: "expires_at")
            .delete(before: time, limit: limit, in: transaction)
    }
}
