// Clients: programs that ask for tokens in their own name.

package import SQL

/// A program that proves itself with a secret of its own.
package struct Client: Hashable, Sendable {
    /// `cli_…`; the `client_id`, and the subject of the tokens that it gets for itself.
    package let id: String
    /// For people.
    package let name: String
    package let createdAt: Int
    /// When the client was shut out, or nil while it may ask.
    package let disabledAt: Int?

    package init(id: String, name: String, createdAt: Int, disabledAt: Int? = nil) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.disabledAt = disabledAt
    }

    private static let columns = "id, name, created_at, disabled_at"

    private init(_ row: SQLRow) throws {
        self.id = try row.text("id")
        self.name = try row.text("name")
        self.createdAt = try row.integer("created_at")
        self.disabledAt = try row.optionalInteger("disabled_at")
    }
}

extension Client {
    /// Adds a client.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when the id is taken.
    package static func insert(_ client: Client, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            "INSERT INTO clients (\(columns)) VALUES ($1, $2, $3, $4)",
            [
                SQLValue(client.id), SQLValue(client.name), SQLValue(client.createdAt),
                SQLValue(client.disabledAt),
            ]
        )
    }

    /// The client with this id, disabled or not.
    package static func find(id: String, in transaction: any SQLTransaction) throws -> Client? {
        try transaction.query("SELECT \(columns) FROM clients WHERE id = $1", [SQLValue(id)])
            .first.map(Client.init)
    }

    /// Every client, oldest first.
    package static func all(in transaction: any SQLTransaction) throws -> [Client] {
        try transaction.query("SELECT \(columns) FROM clients ORDER BY created_at, id").map(Client.init)
    }

    /// Shuts the client out. One that was shut out before keeps its time.
    ///
    /// - Returns: whether this call did it.
    package static func disable(id: String, at now: Int, in transaction: any SQLTransaction) throws -> Bool {
        try transaction.execute(
            "UPDATE clients SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL",
            [SQLValue(id), SQLValue(now)]
        ) == 1
    }
}
