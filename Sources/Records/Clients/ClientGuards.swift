// Which APIs a client guards: it may introspect their tokens and report their use.

package import SQL

/// The APIs that clients guard.
package enum ClientGuards {
    /// Lets the client guard an API. Doing it twice is no mistake.
    ///
    /// - Throws: ``SQLFault/constraintViolation(_:)`` when there is no such client or API.
    package static func add(client: String, api: String, in transaction: any SQLTransaction) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "INSERT INTO client_guards (client, api) VALUES ($1, $2) ON CONFLICT (client, api) DO NOTHING",
            [SQLValue(client), SQLValue(api)]
        )
    }

    /// Lets the client guard an API no longer.
    ///
    /// - Returns: whether it did.
    package static func remove(
        client: String,
        api: String,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            "DELETE FROM client_guards WHERE client = $1 AND api = $2", [SQLValue(client), SQLValue(api)]
        ) == 1
    }

    /// The APIs whose tokens the client may introspect and report, by identifier.
    package static func apis(of client: String, in transaction: any SQLTransaction) throws -> [String] {
        try transaction.query(
            "SELECT api FROM client_guards WHERE client = $1 ORDER BY api", [SQLValue(client)]
        ).map { try $0.text("api") }
    }
}
