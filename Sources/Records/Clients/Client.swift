// Clients: programs that ask for tokens, in their own name or in a person's.

package import SQL

/// A program that gets tokens.
package struct Client: Hashable, Sendable {
    /// The `client_id`, and the subject of the tokens that it gets for itself: `cli_…`, what an administrator chose, or
    /// the URL of its own document.
    package let id: String
    /// For people.
    package let name: String
    package let createdAt: Int
    /// When the client was shut out, or nil while it may ask.
    package let disabledAt: Int?
    /// What it is registered with (RFC 7591 §2): a JSON object.
    package let metadata: String
    package let origin: ClientOrigin
    /// The digest of the token with which it changes its registration (RFC 7592), or nil.
    package let registrationHash: String?
    /// Until when the document that it is named by need not be read again, or nil where there is none.
    package let freshUntil: Int?

    package init(
        id: String,
        name: String,
        createdAt: Int,
        disabledAt: Int? = nil,
        metadata: String = Client.ownNameOnly,
        origin: ClientOrigin = .administrator,
        registrationHash: String? = nil,
        freshUntil: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.disabledAt = disabledAt
        self.metadata = metadata
        self.origin = origin
        self.registrationHash = registrationHash
        self.freshUntil = freshUntil
    }

    /// The metadata of a client that asks in its own name alone.
    package static let ownNameOnly = #"{"grant_types":["client_credentials"],"response_types":[]}"#

    private static let columns =
        "id, name, created_at, disabled_at, metadata, origin, registration_hash, fresh_until"

    private init(_ row: SQLRow) throws {
        self.id = try row.text("id")
        self.name = try row.text("name")
        self.createdAt = try row.integer("created_at")
        self.disabledAt = try row.optionalInteger("disabled_at")
        self.metadata = try row.text("metadata")
        self.origin = ClientOrigin(rawValue: try row.text("origin")) ?? .itself
        self.registrationHash = try row.optionalText("registration_hash")
        self.freshUntil = try row.optionalInteger("fresh_until")
    }
}

/// Who brought a client here, which says how far its own words about itself are to be believed.
package enum ClientOrigin: String, Hashable, Sendable {
    case administrator
    /// It registered itself (RFC 7591).
    case itself
    /// Its id is the URL of a document that describes it.
    case document
}

extension Client {
    /// Adds a client.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when the id is taken.
    package static func insert(_ client: Client, in transaction: any SQLTransaction) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "INSERT INTO clients (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                SQLValue(client.id), SQLValue(client.name), SQLValue(client.createdAt),
                SQLValue(client.disabledAt), SQLValue(client.metadata), SQLValue(client.origin.rawValue),
                SQLValue(client.registrationHash), SQLValue(client.freshUntil),
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

    /// Replaces what the client is called and registered with.
    ///
    /// - Returns: whether there is such a client.
    package static func update(
        id: String,
        name: String,
        metadata: String,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            "UPDATE clients SET name = $2, metadata = $3 WHERE id = $1",
            [SQLValue(id), SQLValue(name), SQLValue(metadata)]
        ) == 1
    }

    /// Replaces the token with which the client changes its registration.
    package static func setRegistrationHash(
        id: String,
        to hash: String?,
        in transaction: any SQLTransaction
    ) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "UPDATE clients SET registration_hash = $2 WHERE id = $1", [SQLValue(id), SQLValue(hash)])
    }

    /// Lets a client ask again that was shut out.
    package static func enable(id: String, in transaction: any SQLTransaction) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute("UPDATE clients SET disabled_at = NULL WHERE id = $1", [SQLValue(id)])
    }

    /// Deletes a client, with its secrets and rights.
    ///
    /// - Throws: ``SQLFault/constraintViolation(_:)`` while a grant or a block of tokens belongs to it.
    package static func delete(id: String, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute("DELETE FROM clients WHERE id = $1", [SQLValue(id)])
        try DirectoryVersion.advance(in: transaction)
    }

    /// Shuts the client out. One that was shut out before keeps its time.
    ///
    /// - Returns: whether this call did it.
    package static func disable(id: String, at now: Int, in transaction: any SQLTransaction) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            "UPDATE clients SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL",
            [SQLValue(id), SQLValue(now)]
        ) == 1
    }
}
