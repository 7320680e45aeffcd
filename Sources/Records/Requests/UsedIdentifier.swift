// What may be used once: assertions and proofs, remembered by digest until they would be refused anyway.

package import SQL

/// The memory of identifiers that were used.
package enum UsedIdentifier {
    /// Uses an identifier: of all who come with the same one, one.
    ///
    /// - Parameters:
    ///   - hash: its digest, together with whose it is.
    ///   - expiry: the second after which what carries it is refused for its age.
    /// - Returns: whether this call was the first.
    package static func use(
        _ hash: String,
        until expiry: Int,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            "INSERT INTO used_identifiers (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
            [SQLValue(hash), SQLValue(expiry)]
        ) == 1
    }

    /// Forgets those that expired before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteExpired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try OldRows(table: "used_identifiers", key: "hash", time: "expires_at")
            .delete(before: time, limit: limit, in: transaction)
    }
}
