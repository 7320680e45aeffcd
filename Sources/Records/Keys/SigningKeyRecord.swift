// Signing keys as they are kept: the public half in the open, the private half sealed.

package import SQL

/// A signing key of the authority. What is sealed and how, this room doesn't know.
package struct SigningKeyRecord: Hashable, Sendable {
    package let kid: String
    /// The algorithm's wire name.
    package let algorithm: String
    package let publicJWK: String
    package let sealedPrivate: String
    package let createdAt: Int
    /// When it stopped signing; it stays published until its last token has expired.
    package let retiredAt: Int?

    package init(
        kid: String,
        algorithm: String,
        publicJWK: String,
        sealedPrivate: String,
        createdAt: Int,
        retiredAt: Int? = nil
    ) {
        self.kid = kid
        self.algorithm = algorithm
        self.publicJWK = publicJWK
        self.sealedPrivate = sealedPrivate
        self.createdAt = createdAt
        self.retiredAt = retiredAt
    }

    private static let columns = "kid, algorithm, public_jwk, sealed_private, created_at, retired_at"

    private init(_ row: SQLRow) throws {
        self.kid = try row.text("kid")
        self.algorithm = try row.text("algorithm")
        self.publicJWK = try row.text("public_jwk")
        self.sealedPrivate = try row.text("sealed_private")
        self.createdAt = try row.integer("created_at")
        self.retiredAt = try row.optionalInteger("retired_at")
    }
}

extension SigningKeyRecord {
    /// Adds a key.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when the `kid` is taken.
    package static func insert(_ key: SigningKeyRecord, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            "INSERT INTO signing_keys (\(columns)) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                SQLValue(key.kid), SQLValue(key.algorithm), SQLValue(key.publicJWK),
                SQLValue(key.sealedPrivate), SQLValue(key.createdAt), SQLValue(key.retiredAt),
            ]
        )
    }

    /// Every key, oldest first.
    package static func all(in transaction: any SQLTransaction) throws -> [SigningKeyRecord] {
        try transaction.query("SELECT \(columns) FROM signing_keys ORDER BY created_at, kid")
            .map(SigningKeyRecord.init)
    }

    /// Ends the signing of a key. A key that was retired before keeps its time.
    ///
    /// - Returns: whether this call did it.
    package static func retire(kid: String, at now: Int, in transaction: any SQLTransaction) throws -> Bool {
        try transaction.execute(
            "UPDATE signing_keys SET retired_at = $2 WHERE kid = $1 AND retired_at IS NULL",
            [SQLValue(kid), SQLValue(now)]
        ) == 1
    }
}
