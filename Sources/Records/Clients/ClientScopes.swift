// What a client may do at an API: the most that any token of it can carry.

package import SQL

/// The scopes that clients hold. Whoever takes one away must take back, in the same transaction, the client's blocks
/// at that API: a revocation by scope looks at who holds it now.
package enum ClientScopes {
    /// Gives the client these scopes of an API, beside those that it has there.
    ///
    /// - Throws: ``SQLFault/constraintViolation(_:)`` when there is no such client, API or scope.
    package static func grant(
        _ scopes: [String],
        to client: String,
        of api: String,
        in transaction: any SQLTransaction
    ) throws {
        try DirectoryVersion.advance(in: transaction)
        for scope in scopes {
            _ = try transaction.execute(
                """
                INSERT INTO client_scopes (client, api, scope) VALUES ($1, $2, $3)
                ON CONFLICT (client, api, scope) DO NOTHING
                """,
                [SQLValue(client), SQLValue(api), SQLValue(scope)]
            )
        }
    }

    /// The scopes that the client holds at an API, in the order of the API.
    package static func of(
        client: String,
        api: String,
        in transaction: any SQLTransaction
    ) throws -> [String] {
        try transaction.query(
            """
            SELECT api_scopes.scope AS scope FROM client_scopes
            JOIN api_scopes ON api_scopes.api = client_scopes.api AND api_scopes.scope = client_scopes.scope
            WHERE client_scopes.client = $1 AND client_scopes.api = $2
            ORDER BY api_scopes.position
            """,
            [SQLValue(client), SQLValue(api)]
        ).map { try $0.text("scope") }
    }

    /// The APIs at which the client holds a scope, by identifier.
    package static func apis(of client: String, in transaction: any SQLTransaction) throws -> [String] {
        try transaction.query(
            "SELECT DISTINCT api FROM client_scopes WHERE client = $1 ORDER BY api", [SQLValue(client)]
        ).map { try $0.text("api") }
    }

    /// Takes a scope away from the client.
    package static func remove(
        _ scope: String,
        from client: String,
        of api: String,
        in transaction: any SQLTransaction
    ) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "DELETE FROM client_scopes WHERE client = $1 AND api = $2 AND scope = $3",
            [SQLValue(client), SQLValue(api), SQLValue(scope)]
        )
    }
}
