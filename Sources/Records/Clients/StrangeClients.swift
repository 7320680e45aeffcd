// Clients that no administrator brought: counted, kept up to their documents, and forgotten when nobody uses them.

package import SQL

extension Client {
    /// How many clients brought themselves, in this way.
    package static func count(_ origin: ClientOrigin, in transaction: any SQLTransaction) throws -> Int {
        try transaction.query(
            "SELECT COUNT(*) AS clients FROM clients WHERE origin = $1", [SQLValue(origin.rawValue)]
        ).first?.integer("clients") ?? 0
    }

    /// Keeps what the document of a client says. One that was disabled stays so.
    package static func keepDocument(_ client: Client, in transaction: any SQLTransaction) throws {
        let changed = try transaction.execute(
            """
            UPDATE clients SET name = $2, metadata = $3, fresh_until = $4
            WHERE id = $1 AND origin = 'document'
            """,
            [
                SQLValue(client.id), SQLValue(client.name), SQLValue(client.metadata),
                SQLValue(client.freshUntil),
            ]
        )
        if changed == 0 { try insert(client, in: transaction) }
        try DirectoryVersion.advance(in: transaction)
    }

    /// Deletes clients that brought themselves and that no person ever allowed anything, no more than `limit` of them.
    ///
    /// - Parameters:
    ///   - time: those that registered before it.
    ///   - read: those whose document was good until before it.
    /// - Returns: how many.
    package static func deleteUnused(
        registeredBefore time: Int,
        readBefore read: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            """
            DELETE FROM clients WHERE id IN (
                SELECT id FROM clients
                WHERE ((origin = 'itself' AND created_at < $1) OR (origin = 'document' AND fresh_until < $2))
                AND NOT EXISTS (SELECT 1 FROM grants WHERE grants.client = clients.id)
                AND NOT EXISTS (SELECT 1 FROM index_blocks WHERE index_blocks.client = clients.id)
                AND NOT EXISTS (SELECT 1 FROM exchanged_tokens WHERE exchanged_tokens.client = clients.id)
                AND NOT EXISTS (SELECT 1 FROM client_scopes WHERE client_scopes.client = clients.id)
                AND NOT EXISTS (SELECT 1 FROM client_guards WHERE client_guards.client = clients.id)
                LIMIT $3
            ) AND origin <> 'administrator'
            """,
            [SQLValue(time), SQLValue(read), SQLValue(limit)]
        )
    }
}
