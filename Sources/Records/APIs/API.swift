// APIs: the audiences that tokens are made for, each with the scopes it understands.

package import SQL

/// A thing that a token may do at an API, with the sentence that explains it to people.
package struct APIScope: Hashable, Sendable {
    package let scope: String
    package let sentence: String

    package init(scope: String, sentence: String) {
        self.scope = scope
        self.sentence = sentence
    }
}

/// An API that trusts this authority.
package struct API: Hashable, Sendable {
    /// The `aud` of its tokens, byte for byte.
    package let identifier: String
    package let name: String
    /// In the order in which they are to be shown.
    package let scopes: [APIScope]
    package let createdAt: Int
    /// When it became the API that is meant where none is named; nil where it is not.
    package let defaultAt: Int?

    package init(identifier: String, name: String, scopes: [APIScope], createdAt: Int, defaultAt: Int? = nil)
    {
        self.identifier = identifier
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.defaultAt = defaultAt
    }

    private init(_ row: SQLRow, in transaction: any SQLTransaction) throws {
        self.identifier = try row.text("identifier")
        self.name = try row.text("name")
        self.createdAt = try row.integer("created_at")
        self.defaultAt = try row.optionalInteger("default_at")
        self.scopes = try transaction.query(
            "SELECT scope, sentence FROM api_scopes WHERE api = $1 ORDER BY position",
            [SQLValue(identifier)]
        ).map { APIScope(scope: try $0.text("scope"), sentence: try $0.text("sentence")) }
    }
}

extension API {
    /// Adds an API with its scopes. One that comes with a `defaultAt` becomes the only default.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when the identifier is taken or a scope stands there twice.
    package static func insert(_ api: API, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            "INSERT INTO apis (identifier, name, created_at, default_at) VALUES ($1, $2, $3, NULL)",
            [SQLValue(api.identifier), SQLValue(api.name), SQLValue(api.createdAt)]
        )
        for (position, scope) in api.scopes.enumerated() {
            _ = try transaction.execute(
                "INSERT INTO api_scopes (api, position, scope, sentence) VALUES ($1, $2, $3, $4)",
                [
                    SQLValue(api.identifier), SQLValue(position), SQLValue(scope.scope),
                    SQLValue(scope.sentence),
                ]
            )
        }
        if let now = api.defaultAt {
            _ = try makeDefault(identifier: api.identifier, at: now, in: transaction)
        }
    }

    /// The API with exactly this identifier.
    package static func find(identifier: String, in transaction: any SQLTransaction) throws -> API? {
        try transaction.query(
            "SELECT identifier, name, created_at, default_at FROM apis WHERE identifier = $1",
            [SQLValue(identifier)]
        ).first.map { try API($0, in: transaction) }
    }

    /// Every API, by identifier.
    package static func all(in transaction: any SQLTransaction) throws -> [API] {
        try transaction.query("SELECT identifier, name, created_at, default_at FROM apis ORDER BY identifier")
            .map { try API($0, in: transaction) }
    }

    /// The API that is meant where none is named.
    package static func findDefault(in transaction: any SQLTransaction) throws -> API? {
        try transaction.query(
            """
            SELECT identifier, name, created_at, default_at FROM apis
            WHERE default_at IS NOT NULL ORDER BY default_at DESC, identifier LIMIT 1
            """
        ).first.map { try API($0, in: transaction) }
    }

    /// Makes this API the default and no other: two could otherwise become it in the same second.
    ///
    /// - Returns: whether there is such an API; where not, the default stays as it was.
    package static func makeDefault(
        identifier: String,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        let found = try transaction.execute(
            "UPDATE apis SET default_at = $2 WHERE identifier = $1",
            [SQLValue(identifier), SQLValue(now)]
        )
        guard found == 1 else { return false }
        _ = try transaction.execute(
            "UPDATE apis SET default_at = NULL WHERE identifier <> $1 AND default_at IS NOT NULL",
            [SQLValue(identifier)]
        )
        return true
    }
}
