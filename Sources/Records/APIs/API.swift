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
    /// Seconds for which a token of a grant or a program lives, or nil for what is usual.
    package let lifetime: Int?
    /// The wire name of the algorithm that signs its tokens, or nil for the issuer's own.
    package let algorithm: String?
    /// What the text of its tokens is: `jwt`, or `opaque`.
    package let format: String
    /// The types of authorization details that it understands: a JSON array of the authority's own.
    package let detailTypes: String

    package init(
        identifier: String,
        name: String,
        scopes: [APIScope],
        createdAt: Int,
        defaultAt: Int? = nil,
        lifetime: Int? = nil,
        algorithm: String? = nil,
        format: String = "jwt",
        detailTypes: String = "[]"
    ) {
        (self.lifetime, self.algorithm, self.format) = (lifetime, algorithm, format)
        self.detailTypes = detailTypes
        self.identifier = identifier
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.defaultAt = defaultAt
    }

    private static let columns =
        "identifier, name, created_at, default_at, lifetime, algorithm, format, detail_types"

    private init(_ row: SQLRow, in transaction: any SQLTransaction) throws {
        self.identifier = try row.text("identifier")
        self.name = try row.text("name")
        self.createdAt = try row.integer("created_at")
        self.defaultAt = try row.optionalInteger("default_at")
        self.lifetime = try row.optionalInteger("lifetime")
        self.algorithm = try row.optionalText("algorithm")
        self.format = try row.text("format")
        self.detailTypes = try row.text("detail_types")
        self.scopes = try transaction.query(
            "SELECT scope, sentence FROM api_scopes WHERE api = $1 ORDER BY position",
            [SQLValue(identifier)]
        ).map { APIScope(scope: try $0.text("scope"), sentence: try $0.text("sentence")) }
    }
}

extension API {
    /// The same API with other types of authorization details.
    package func with(detailTypes: String) -> API {
        API(
            identifier: identifier, name: name, scopes: scopes, createdAt: createdAt, defaultAt: defaultAt,
            lifetime: lifetime, algorithm: algorithm, format: format, detailTypes: detailTypes)
    }

    /// Adds an API with its scopes. One that comes with a `defaultAt` becomes the only default.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when the identifier is taken or a scope stands there twice.
    package static func insert(_ api: API, in transaction: any SQLTransaction) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "INSERT INTO apis (\(columns)) VALUES ($1, $2, $3, NULL, $4, $5, $6, $7)",
            [
                SQLValue(api.identifier), SQLValue(api.name), SQLValue(api.createdAt), SQLValue(api.lifetime),
                SQLValue(api.algorithm), SQLValue(api.format), SQLValue(api.detailTypes),
            ]
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

    /// Replaces what is said of an API; its scopes stay.
    ///
    /// - Returns: whether there is such an API.
    package static func update(_ api: API, in transaction: any SQLTransaction) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            """
            UPDATE apis SET name = $2, lifetime = $3, algorithm = $4, format = $5, detail_types = $6
            WHERE identifier = $1
            """,
            [
                SQLValue(api.identifier), SQLValue(api.name), SQLValue(api.lifetime),
                SQLValue(api.algorithm), SQLValue(api.format), SQLValue(api.detailTypes),
            ]
        ) == 1
    }

    /// Adds a scope after those that the API has, or gives one that it has another sentence.
    package static func add(_ scope: APIScope, to api: String, in transaction: any SQLTransaction) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            """
            INSERT INTO api_scopes (api, position, scope, sentence)
            VALUES ($1, (SELECT COALESCE(MAX(position) + 1, 0) FROM api_scopes WHERE api = $1), $2, $3)
            ON CONFLICT (api, scope) DO UPDATE SET sentence = excluded.sentence
            """,
            [SQLValue(api), SQLValue(scope.scope), SQLValue(scope.sentence)]
        )
    }

    /// Takes a scope away from the API, and from all who hold it. The tokens that carry it are the caller's to take back.
    ///
    /// - Returns: whether the API had it.
    package static func remove(
        _ scope: String,
        from api: String,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            "DELETE FROM api_scopes WHERE api = $1 AND scope = $2", [SQLValue(api), SQLValue(scope)]
        ) == 1
    }

    /// The API with exactly this identifier.
    package static func find(identifier: String, in transaction: any SQLTransaction) throws -> API? {
        try transaction.query(
            "SELECT \(columns) FROM apis WHERE identifier = $1",
            [SQLValue(identifier)]
        ).first.map { try API($0, in: transaction) }
    }

    /// Every API, by identifier.
    package static func all(in transaction: any SQLTransaction) throws -> [API] {
        try transaction.query("SELECT \(columns) FROM apis ORDER BY identifier")
            .map { try API($0, in: transaction) }
    }

    /// The API that is meant where none is named.
    package static func findDefault(in transaction: any SQLTransaction) throws -> API? {
        try transaction.query(
            """
            SELECT \(columns) FROM apis
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
        try DirectoryVersion.advance(in: transaction)
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
