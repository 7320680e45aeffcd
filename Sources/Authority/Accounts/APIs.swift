// The desk of APIs: which audiences tokens are issued for, their scopes, and who holds them.

internal import JOSE
internal import OAuth
package import Records
package import SQL

/// How the tokens of an API are to be made, and what it is called. What is `nil` stays as it is.
package struct APIChange: Sendable {
    package var name: String?
    /// Seconds; 0 for what is usual.
    package var lifetime: Int?
    /// The name of an algorithm; empty for the issuer's own.
    package var algorithm: String?
    package var format: String?

    package init() {}
}

/// What an account holds at one API.
package struct HeldScopes: Sendable {
    package let api: String
    package let name: String
    package let scopes: [(scope: String, sentence: String)]
}

package struct APIs: Sendable {
    let database: any SQLDatabase
    /// What is kept in memory, where a server runs.
    let directory: Directory?

    package init(database: any SQLDatabase) { self.init(database: database, directory: nil) }

    init(database: any SQLDatabase, directory: Directory?) {
        (self.database, self.directory) = (database, directory)
    }

    /// Registers an API. The first one is the default API.
    ///
    /// - Parameter change: how its tokens are made, where not as usual.
    /// - Throws: ``OAuthRefusal`` `already_exists`, or `invalid_request` for an identifier that can't be an
    ///   audience.
    package func create(
        identifier: String,
        name: String,
        scopes: [APIScope],
        changed change: APIChange = APIChange(),
        at now: Int
    ) async throws -> API {
        let plain = API(identifier: identifier, name: name, scopes: scopes, createdAt: now)
        let api = try APIs.changed(plain, change)
        do {
            return try await database.write { db in
                let isFirst = try API.findDefault(in: db) == nil
                try API.insert(api, in: db)
                if isFirst { _ = try API.makeDefault(identifier: identifier, at: now, in: db) }
                return try API.find(identifier: identifier, in: db) ?? api
            }
        } catch SQLFault.uniqueViolation {
            throw OAuthRefusal(.alreadyExists, "the API \(identifier) exists already")
        }
    }

    /// Registers an API, or finds it registered, and makes it the default API.
    package func ensureDefault(
        identifier: String,
        name: String,
        scopes: [APIScope],
        at now: Int
    ) async throws {
        try APIs.check(identifier, scopes)
        try await database.write { db in
            if try API.find(identifier: identifier, in: db) == nil {
                try API.insert(
                    API(identifier: identifier, name: name, scopes: scopes, createdAt: now), in: db)
            }
            _ = try API.makeDefault(identifier: identifier, at: now, in: db)
        }
    }

    /// Checks that an API has these scopes, without changing anything.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target` or `invalid_scope`.
    package func check(_ names: [String], of identifier: String?) async throws {
        try await database.read { _ = try APIs.find(identifier, with: names, in: $0) }
    }

    package func all() async throws -> [API] { try await database.read { try API.all(in: $0) } }

    /// The APIs at which an account holds scopes, with those scopes.
    package func held(by account: Account) async throws -> [HeldScopes] {
        try await database.read { db in
            try API.all(in: db).compactMap { api in
                let held = try AccountScopes.of(account: account.id, api: api.identifier, in: db)
                let scopes = api.scopes.filter { scope in held.contains { $0.hasBytes(of: scope.scope) } }
                return scopes.isEmpty
                    ? nil
                    : HeldScopes(
                        api: api.identifier, name: api.name, scopes: scopes.map { ($0.scope, $0.sentence) })
            }
        }
    }

    /// Gives an account scopes of an API, beside those that it has.
    ///
    /// - Parameter names: `nil` for all that the API has.
    /// - Returns: what the account holds there now.
    package func grant(_ names: [String]?, of identifier: String?, to account: Account) async throws
        -> [String]
    {
        try await database.write { db in
            let api = try APIs.find(identifier, with: names ?? [], in: db)
            try AccountScopes.grant(
                names ?? api.scopes.map(\.scope), to: account.id, of: api.identifier, in: db)
            return try AccountScopes.of(account: account.id, api: api.identifier, in: db)
        }
    }

    /// The API of that identifier, or the default API, if it has all of these scopes.
    static func find(_ identifier: String?, with names: [String], in db: any SQLTransaction) throws
        -> API
    {
        let api = try identifier.map { try API.find(identifier: $0, in: db) } ?? API.findDefault(in: db)
        guard let api else {
            throw OAuthRefusal(
                .invalidTarget, "there is no API \(identifier ?? "yet"); make it with tessera api create")
        }
        let known = api.scopes.map(\.scope)
        for name in names where !known.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            throw OAuthRefusal(
                .invalidScope,
                "\(name) is not a scope of \(api.identifier); it has: \(known.joined(separator: " "))"
            )
        }
        return api
    }

    /// Whether a text can be an API's identifier: an absolute URI without fragment (RFC 8707 §2).
    static func isIdentifier(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...512).contains(bytes.count), let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
            return false
        }
        return colon != bytes.startIndex && bytes.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x23 }
    }

    /// Checks that an API can be as it is to be.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request`.
    static func check(_ api: API) throws(OAuthRefusal) {
        try check(api.identifier, api.scopes)
        if let lifetime = api.lifetime, !(60...TokenLifetime.accessLongest).contains(lifetime) {
            throw OAuthRefusal(
                .invalidRequest,
                "the tokens of an API live for 60 to \(TokenLifetime.accessLongest) seconds; asked for \(lifetime)"
            )
        }
        if let name = api.algorithm {
            guard let algorithm = SignatureAlgorithm(name: name), !algorithm.isSymmetric else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the algorithm of an API is an asymmetric one, as ES256, RS256 or Ed25519; asked for \(PlainText.of(name))"
                )
            }
        }
        guard ["jwt", "opaque"].contains(api.format) else {
            throw OAuthRefusal(.invalidRequest, "the format of an API's tokens is jwt or opaque")
        }
    }

    /// An API as it is after a change, if it can be so.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request`.
    static func changed(_ api: API, _ change: APIChange) throws(OAuthRefusal) -> API {
        let name = if let name = change.name { try ShownName.checked(name, of: "an API's") } else { api.name }
        let wanted = API(
            identifier: api.identifier,
            name: name,
            scopes: api.scopes,
            createdAt: api.createdAt,
            defaultAt: api.defaultAt,
            lifetime: change.lifetime == nil ? api.lifetime : change.lifetime == 0 ? nil : change.lifetime,
            algorithm: change.algorithm == nil
                ? api.algorithm : change.algorithm == "" ? nil : change.algorithm,
            format: change.format ?? api.format,
            detailTypes: api.detailTypes
        )
        try check(wanted)
        return wanted
    }

    /// An identifier, and well-formed scopes.
    private static func check(_ identifier: String, _ scopes: [APIScope]) throws(OAuthRefusal) {
        guard isIdentifier(identifier) else {
            throw OAuthRefusal(
                .invalidRequest,
                "an API is named by an absolute URI without fragment, such as https://api.example.com"
            )
        }
        for scope in scopes where Scope(scope.scope) == nil {
            throw OAuthRefusal(
                .invalidRequest, "\(scope.scope) can't be a scope: printable ASCII without space, \" and \\")
        }
    }
}
