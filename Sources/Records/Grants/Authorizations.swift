// The table of authorizations: each step of a code and of its family is one conditional statement.

package import SQL

extension Authorization {
    /// Adds an authorization.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when its name is another's.
    package static func insert(_ authorization: Authorization, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            """
            INSERT INTO authorizations (id, grant_id, account, client, session, lasting_at, terms, code_hash,
                code_expires_at, created_at, expires_at, idle_until, key_thumbprint, certificate_thumbprint)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            [
                SQLValue(authorization.id), SQLValue(authorization.grant), SQLValue(authorization.account),
                SQLValue(authorization.client), SQLValue(authorization.session),
                SQLValue(authorization.lastingAt), SQLValue(authorization.terms),
                SQLValue(authorization.codeHash),
                SQLValue(authorization.codeExpiresAt), SQLValue(authorization.createdAt),
                SQLValue(authorization.expiresAt), SQLValue(authorization.idleUntil),
                SQLValue(authorization.keyThumbprint), SQLValue(authorization.certificateThumbprint),
            ]
        )
    }

    /// The authorization with this id, live or not.
    package static func find(id: String, in transaction: any SQLTransaction) throws -> Authorization? {
        try transaction.query("SELECT \(columns) FROM authorizations WHERE id = $1", [SQLValue(id)])
            .first.map(Authorization.init)
    }

    /// Goes from one generation to the next: of all who come from the same one, one.
    ///
    /// - Parameters:
    ///   - found: as it was read in this transaction.
    ///   - step: what the next generation is.
    /// - Returns: whether this call did.
    package static func advance(
        _ found: Authorization,
        to step: GenerationStep,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        // The first is by the code, which is used up with it.
        let usesCode = found.generation == 0 && found.codeHash != nil
        return try transaction.execute(
            """
            UPDATE authorizations
            SET generation = $2 + 1, refresh_hash = $3, rotated_at = $4, idle_until = $5, handles = $6,
                key_thumbprint = $7, certificate_thumbprint = $8, code_used_at = COALESCE(code_used_at, $9)
            WHERE id = $1 AND generation = $2 AND revoked_at IS NULL
            """,
            [
                SQLValue(found.id), SQLValue(found.generation), SQLValue(step.refreshHash), SQLValue(now),
                SQLValue(step.idleUntil), SQLValue(LivingHandle.text(step.handles)),
                SQLValue(step.keyThumbprint), SQLValue(step.certificateThumbprint),
                SQLValue(usesCode ? now : nil),
            ]
        ) == 1
    }

    /// The newest authorizations of a grant that were not taken back and whose terms allow something in detail.
    package static func detailed(
        ofGrant grant: String,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> [Authorization] {
        try transaction.query(
            """
            SELECT \(columns) FROM authorizations
            WHERE grant_id = $1 AND revoked_at IS NULL AND terms LIKE '%"details":[%'
            ORDER BY created_at DESC, id LIMIT $2
            """,
            [SQLValue(grant), SQLValue(limit)]
        ).map(Authorization.init)
    }

    /// The authorizations of a grant that were not taken back.
    package static func live(ofGrant grant: String, in transaction: any SQLTransaction) throws
        -> [Authorization]
    {
        try transaction.query(
            "SELECT \(columns) FROM authorizations WHERE grant_id = $1 AND revoked_at IS NULL",
            [SQLValue(grant)]
        ).map(Authorization.init)
    }

    /// The authorizations that were approved in a session, taken back or not.
    package static func of(session: String, in transaction: any SQLTransaction) throws -> [Authorization] {
        try transaction.query(
            "SELECT \(columns) FROM authorizations WHERE session = $1", [SQLValue(session)]
        ).map(Authorization.init)
    }

    /// Takes authorizations back. One that was taken back before keeps its time.
    ///
    /// - Returns: those that this call took back; their handles are what remains to be logged.
    package static func markRevoked(
        ids: [String],
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> [Authorization] {
        try ids.compactMap { id in
            try transaction.query(
                """
                UPDATE authorizations SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
                RETURNING \(columns)
                """,
                [SQLValue(id), SQLValue(now)]
            ).first.map(Authorization.init)
        }
    }

    /// When the client last came for a token of an authorization of this grant; `nil` where it never did.
    package static func lastUse(ofGrant grant: String, in transaction: any SQLTransaction) throws -> Int? {
        try transaction.query(
            "SELECT MAX(rotated_at) AS used_at FROM authorizations WHERE grant_id = $1", [SQLValue(grant)]
        ).first?.optionalInteger("used_at")
    }

    /// Deletes authorizations that were over before `time`, no more than `limit` of them. Their grants keep when they were used.
    ///
    /// - Returns: how many.
    package static func deleteOver(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        _ = try transaction.execute(
            """
            UPDATE grants SET used_at = gone.used_at FROM (
                SELECT grant_id, MAX(rotated_at) AS used_at FROM (
                    SELECT grant_id, rotated_at FROM authorizations WHERE idle_until < $1 ORDER BY idle_until LIMIT $2
                ) AS batch GROUP BY grant_id
            ) AS gone
            WHERE grants.id = gone.grant_id AND grants.used_at < gone.used_at
            """,
            [SQLValue(time), SQLValue(limit)]
        )
        return try OldRows(table: "authorizations", key: "id", time: "idle_until")
            .delete(before: time, limit: limit, in: transaction)
    }
}

/// What the next generation of an authorization is.
package struct GenerationStep: Hashable, Sendable {
    /// The digest of its refresh token, or nil for none.
    package var refreshHash: String?
    package var idleUntil: Int
    /// Those of earlier generations that may still live, and its own.
    package var handles: [LivingHandle]
    package var keyThumbprint: String?
    package var certificateThumbprint: String?

    package init(
        refreshHash: String?,
        idleUntil: Int,
        handles: [LivingHandle],
        keyThumbprint: String? = nil,
        certificateThumbprint: String? = nil
    ) {
        self.refreshHash = refreshHash
        self.idleUntil = idleUntil
        self.handles = handles
        self.keyThumbprint = keyThumbprint
        self.certificateThumbprint = certificateThumbprint
    }
}
