// What an account may do at an API: the most that any token of it can carry.

package import SQL

/// The scopes that accounts hold.
package enum AccountScopes {
    /// Gives the account these scopes of an API, beside those that it has there.
    ///
    /// - Throws: ``SQLFault/constraintViolation(_:)`` when there is no such account, API or scope.
    package static func grant(
        _ scopes: [String],
        to account: String,
        of api: String,
        in transaction: any SQLTransaction
    ) throws {
        try DirectoryVersion.advance(in: transaction)
        for scope in scopes {
            _ = try transaction.execute(
                """
                INSERT INTO account_scopes (account, api, scope) VALUES ($1, $2, $3)
                ON CONFLICT (account, api, scope) DO NOTHING
                """,
                [SQLValue(account), SQLValue(api), SQLValue(scope)]
            )
        }
    }

    /// The scopes that the account holds at an API, in the order of the API.
    package static func of(
        account: String,
        api: String,
        in transaction: any SQLTransaction
    ) throws -> [String] {
        try transaction.query(
            """
            SELECT api_scopes.scope AS scope FROM account_scopes
            JOIN api_scopes ON api_scopes.api = account_scopes.api AND api_scopes.scope = account_scopes.scope
            WHERE account_scopes.account = $1 AND account_scopes.api = $2
            ORDER BY api_scopes.position
            """,
            [SQLValue(account), SQLValue(api)]
        ).map { try $0.text("scope") }
    }

    /// Takes a scope away from the account. Whoever does takes back, in the same transaction, the tokens that carry it.
    package static func remove(
        _ scope: String,
        from account: String,
        of api: String,
        in transaction: any SQLTransaction
    ) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "DELETE FROM account_scopes WHERE account = $1 AND api = $2 AND scope = $3",
            [SQLValue(account), SQLValue(api), SQLValue(scope)]
        )
    }
}
