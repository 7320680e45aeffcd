// Signing keys as they are kept: the public half in the open, the private half sealed, and when each begins and ends.

package import SQL

/// A signing key of the authority. What is sealed and how, this room doesn't know.
package struct SigningKeyRecord: Hashable, Sendable {
    package let kid: String
    /// The algorithm's wire name.
    package let algorithm: String
    package let publicJWK: String
    /// The private half, or after retirement what vouches for the public one; empty when it was withdrawn.
    package let sealedPrivate: String
    package let createdAt: Int
    /// When it begins to sign; it is published before.
    package let activeAt: Int
    /// When it stops signing, known from the moment at which its successor is; it stays published until its last
    /// token has expired.
    package let retiredAt: Int?
    /// When it was withdrawn in an emergency: it neither signs nor is published any more.
    package let withdrawnAt: Int?
    /// The keys that follow each other: empty for those that sign what asks for no algorithm, else its name.
    package let lineage: String

    package init(
        kid: String,
        algorithm: String,
        publicJWK: String,
        sealedPrivate: String,
        createdAt: Int,
        activeAt: Int = 0,
        retiredAt: Int? = nil,
        withdrawnAt: Int? = nil,
        lineage: String = ""
    ) {
        self.kid = kid
        self.algorithm = algorithm
        self.publicJWK = publicJWK
        self.sealedPrivate = sealedPrivate
        self.createdAt = createdAt
        self.activeAt = activeAt
        self.retiredAt = retiredAt
        self.withdrawnAt = withdrawnAt
        self.lineage = lineage
    }

    private static let columns = """
        kid, algorithm, public_jwk, sealed_private, created_at, active_at, retired_at, withdrawn_at, lineage
        """

    private init(_ row: SQLRow) throws {
        self.kid = try row.text("kid")
        self.algorithm = try row.text("algorithm")
        self.publicJWK = try row.text("public_jwk")
        self.sealedPrivate = try row.text("sealed_private")
        self.createdAt = try row.integer("created_at")
        self.activeAt = try row.integer("active_at")
        self.retiredAt = try row.optionalInteger("retired_at")
        self.withdrawnAt = try row.optionalInteger("withdrawn_at")
        self.lineage = try row.text("lineage")
    }
}

extension SigningKeyRecord {
    /// Adds a key.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when the `kid` is taken.
    package static func insert(_ key: SigningKeyRecord, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            "INSERT INTO signing_keys (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                SQLValue(key.kid), SQLValue(key.algorithm), SQLValue(key.publicJWK),
                SQLValue(key.sealedPrivate), SQLValue(key.createdAt), SQLValue(key.activeAt),
                SQLValue(key.retiredAt), SQLValue(key.withdrawnAt), SQLValue(key.lineage),
            ]
        )
        try noteChange(in: transaction)
    }

    /// Every key, oldest first.
    package static func all(in transaction: any SQLTransaction) throws -> [SigningKeyRecord] {
        try transaction.query("SELECT \(columns) FROM signing_keys ORDER BY created_at, active_at, kid")
            .map(SigningKeyRecord.init)
    }

    /// Ends the signing of a key, now or at a time to come. A key whose end is known keeps it.
    ///
    /// - Returns: whether this call did it.
    package static func retire(kid: String, at time: Int, in transaction: any SQLTransaction) throws -> Bool {
        let count = try transaction.execute(
            "UPDATE signing_keys SET retired_at = $2 WHERE kid = $1 AND retired_at IS NULL",
            [SQLValue(kid), SQLValue(time)]
        )
        if count > 0 { try noteChange(in: transaction) }
        return count == 1
    }

    /// Withdraws every key but one, and forgets their private halves.
    package static func withdrawAll(
        except kid: String,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws {
        _ = try transaction.execute(
            """
            UPDATE signing_keys SET withdrawn_at = $2, retired_at = $2, sealed_private = ''
            WHERE kid <> $1 AND withdrawn_at IS NULL
            """,
            [SQLValue(kid), SQLValue(now)]
        )
        try noteChange(in: transaction)
    }

    /// Puts something else in the place of a private half, unless another was quicker.
    package static func replacePrivate(
        kid: String,
        replacing old: String,
        with new: String,
        in transaction: any SQLTransaction
    ) throws {
        _ = try transaction.execute(
            "UPDATE signing_keys SET sealed_private = $3 WHERE kid = $1 AND sealed_private = $2",
            [SQLValue(kid), SQLValue(old), SQLValue(new)]
        )
    }

    /// Deletes the keys that signed nothing that still lives.
    ///
    /// - Parameters:
    ///   - time: keys that stopped signing before it have nothing left but named tokens.
    ///   - expiry: named tokens that expired before it are dead everywhere.
    /// - Returns: how many.
    @discardableResult
    package static func deleteGone(
        before time: Int,
        namedBefore expiry: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        let count = try transaction.execute(
            """
            DELETE FROM signing_keys WHERE retired_at < $1 AND (withdrawn_at IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM named_tokens
                WHERE expires_at >= $2 AND revoked_at IS NULL AND secret_hash IS NULL
                    AND (named_tokens.kid = signing_keys.kid
                        OR named_tokens.kid IS NULL AND named_tokens.created_at <= signing_keys.retired_at)
            ))
            """,
            [SQLValue(time), SQLValue(expiry)]
        )
        if count > 0 { try noteChange(in: transaction) }
        return count
    }

    /// The named tokens that live at a moment and that only a published key vouches for: those that die when all keys
    /// are withdrawn. One that does not say who signed it is counted by when it was made.
    package static func countVouched(at now: Int, in transaction: any SQLTransaction) throws -> Int {
        try transaction.query(
            """
            SELECT COUNT(*) AS n FROM named_tokens
            WHERE expires_at > $1 AND revoked_at IS NULL AND secret_hash IS NULL AND (
                kid IN (SELECT kid FROM signing_keys WHERE withdrawn_at IS NULL)
                OR kid IS NULL AND created_at >= COALESCE((SELECT MAX(withdrawn_at) FROM signing_keys), 0)
            )
            """,
            [SQLValue(now)]
        ).first?.integer("n") ?? 0
    }

    /// Grows whenever a key is added, ends or goes.
    package static func newestChange(in transaction: any SQLTransaction) throws -> Int {
        try Counter.signingKeys.newest(in: transaction)
    }

    private static func noteChange(in transaction: any SQLTransaction) throws {
        _ = try Counter.signingKeys.next(in: transaction)
    }
}
