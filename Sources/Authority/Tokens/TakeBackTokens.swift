// Listing an account's named tokens, and taking one token back.

internal import OAuth
package import Records
package import SQL

extension Tokens {
    /// The named tokens of an account that still live. The tokens themselves are kept nowhere.
    package func named(of account: Account, at now: Int) async throws -> [ListedToken] {
        try await Tokens.named(of: account, in: database, at: now)
    }

    /// The same for a command that needs no keys.
    package static func named(
        of account: Account,
        in database: any SQLDatabase,
        at now: Int
    ) async throws -> [ListedToken] {
        try await database.read { try NamedToken.live(of: account.id, at: now, in: $0) }.map(ListedToken.init)
    }

    /// Takes back one named token, or ends one session, of an account. Doing it twice is no mistake.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found` for an identifier that is not this account's.
    package func takeBack(_ id: String, of account: Account, at now: Int) async throws {
        try await Tokens.takeBack(id, of: account.id, in: database, at: now)
        await feed.wake()
    }

    /// The same for an administrator: whosever it is.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package static func takeBack(_ id: String, in database: any SQLDatabase, at now: Int) async throws {
        try await takeBack(id, of: nil, in: database, at: now)
    }

    private static func takeBack(
        _ id: String,
        of owner: String?,
        in database: any SQLDatabase,
        at now: Int
    ) async throws {
        let unknown = OAuthRefusal(
            .notFound, "there is no such token; list the named ones and take the id from there")
        // A text that no identifier of ours is: the database takes not every one (NUL).
        guard id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw unknown }
        try await database.write { db in
            if let token = try NamedToken.find(id: id, in: db), owner == nil || token.account == owner {
                try Revoke.tokens([token], at: now, in: db)
            } else if let session = try Session.find(id: id, in: db), owner == nil || session.account == owner
            {
                try Revoke.sessions([session], at: now, in: db)
            } else {
                throw unknown
            }
        }
    }
}

/// A named token as its owner sees it: everything but the token.
package struct ListedToken: Sendable {
    package let id: String
    package let name: String
    /// The API that it is for.
    package let audience: String
    package let scopes: [String]
    package let createdAt: Int
    package let expiresAt: Int

    init(_ token: NamedToken) {
        id = token.id
        name = token.name
        audience = token.api
        scopes = token.scope.split(separator: " ").map(String.init)
        createdAt = token.createdAt
        expiresAt = token.expiresAt
    }
}
