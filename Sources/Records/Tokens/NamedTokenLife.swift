// What becomes of a named token after it was made: it is rolled, its overlap ends, and it is used.

package import SQL

extension NamedToken {
    /// Notes that a token was rolled: what follows it, and when it ends itself. Of many who roll one token, one does.
    ///
    /// - Returns: whether this call did it; one that was rolled or taken back before stays as it is.
    package static func markRolled(
        id: String,
        to successor: String,
        endingAt end: Int,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE named_tokens SET successor = $2, ends_at = $3
            WHERE id = $1 AND successor IS NULL AND revoked_at IS NULL
            """,
            [SQLValue(id), SQLValue(successor), SQLValue(end)]
        ) == 1
    }

    /// The tokens whose overlap is over and that were not taken back yet, those first that ended first.
    package static func due(
        at now: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> [NamedToken] {
        try transaction.query(
            """
            SELECT \(columns) FROM named_tokens
            WHERE ends_at <= $1 AND revoked_at IS NULL ORDER BY ends_at LIMIT $2
            """,
            [SQLValue(now), SQLValue(limit)]
        ).map(NamedToken.init)
    }

    /// Notes that the token of a handle was used, if it is for an API that this client guards and nothing later is known.
    ///
    /// - Returns: whether it was noted.
    @discardableResult
    package static func noteUse(
        of handle: StatusHandle,
        at time: Int,
        from address: String?,
        guardedBy client: String,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE named_tokens SET last_used_at = $3, last_used_from = $4
            WHERE list = $1 AND idx = $2 AND (last_used_at IS NULL OR last_used_at < $3)
                AND api IN (SELECT api FROM client_guards WHERE client = $5)
            """,
            [
                SQLValue(handle.list), SQLValue(handle.index), SQLValue(time), SQLValue(address),
                SQLValue(client),
            ]
        ) == 1
    }
}
