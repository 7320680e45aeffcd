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
        try await database.read { try NamedToken.live(of: account.id, at: now, in: $0) }
            .filter { $0.isLive(at: now) }.map(ListedToken.init)
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
        try await database.write { db in
            if let token = try find(id, in: db), owner == nil || token.account == owner {
                try Revoke.tokens([token], at: now, in: db)
            } else if RandomSecret.isLikeIdentifier(id), let session = try Session.find(id: id, in: db),
                owner == nil || session.account == owner
            {
                try Revoke.sessions([session], at: now, in: db)
            } else {
                throw OAuthRefusal(
                    .notFound, "there is no such token; list the named ones and take the id from there")
            }
        }
    }

    /// The named token of that identifier, whosever it is.
    static func find(_ id: String, in db: any SQLTransaction) throws -> NamedToken? {
        RandomSecret.isLikeIdentifier(id) ? try NamedToken.find(id: id, in: db) : nil
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
    package let form: TokenForm
    /// What it is for, in the words of its owner; empty where they said nothing.
    package let description: String
    /// When it was last used, as APIs report it; `nil` when none did.
    package let lastUsedAt: Int?
    /// The address from which.
    package let lastUsedFrom: String?
    /// When it ends because it was rolled.
    package let endsAt: Int?
    /// What followed it when it was rolled.
    package let successor: String?

    init(_ token: NamedToken) {
        id = token.id
        name = token.name
        audience = token.api
        scopes = token.scope.split(separator: " ").map(String.init)
        createdAt = token.createdAt
        expiresAt = token.expiresAt
        form = token.secretHash == nil ? .jwt : .opaque
        description = token.description
        (lastUsedAt, lastUsedFrom) = (token.lastUsedAt, token.lastUsedFrom)
        (endsAt, successor) = (token.endsAt, token.successor)
    }
}
