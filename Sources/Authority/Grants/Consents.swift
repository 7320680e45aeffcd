// The desk of consents: what a person allowed which client, shown to them, and taken back.

internal import JOSE
internal import OAuth
package import Records
package import SQL

/// A grant as its owner sees it.
package struct ListedGrant: Sendable {
    package let id: String
    /// Who allows it.
    package let username: String
    package let clientID: String
    /// What the client is called.
    package let client: String
    package let createdAt: Int
    package let usedAt: Int
    /// Where the client says that it is, if it says so.
    package let host: String?
    /// What is allowed, as consent said it: by API, the empty text for OpenID Connect.
    package let scopes: [(api: String, scope: String, sentence: String)]
    /// What is allowed in detail, as consent said it, the newest first (RFC 9396).
    package let details: [ShownDetail]
}

/// What can be asked about grants. Making one is part of an authorization.
package struct Consents: Sendable {
    let database: any SQLDatabase
    let feed: ChangeFeed?

    package init(database: any SQLDatabase, feed: ChangeFeed? = nil) {
        self.database = database
        self.feed = feed
    }

    /// The grants of an account that live, the newest first.
    package func live(of account: Account) async throws -> [ListedGrant] {
        try await database.read { db in
            try Grant.live(of: account.id, in: db).map { try Consents.listed($0, in: db) }
        }
    }

    /// The grants to a client that live, whosever they are.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package func live(to client: String) async throws -> [ListedGrant] {
        try await database.read { db in
            try Grant.live(to: Clients.find(client, in: db).id, in: db).map {
                try Consents.listed($0, in: db)
            }
        }
    }

    private static func listed(_ grant: Grant, in db: any SQLTransaction) throws -> ListedGrant {
        let client = try Client.find(id: grant.client, in: db)
        return ListedGrant(
            id: grant.id,
            username: try Account.find(id: grant.account, in: db)?.username ?? grant.account,
            clientID: grant.client,
            client: client?.name ?? grant.client,
            createdAt: grant.createdAt,
            usedAt: max(grant.usedAt, try Authorization.lastUse(ofGrant: grant.id, in: db) ?? 0),
            host: try client.flatMap { try RegisteredClient($0).host },
            scopes: try Consents.sentences(GrantScopes.of(grant: grant.id, in: db), in: db),
            details: try Consents.details(of: grant, in: db)
        )
    }

    /// Authorizations of one grant whose details are listed.
    private static let mostDetailed = 50

    private static func details(of grant: Grant, in db: any SQLTransaction) throws -> [ShownDetail] {
        var details: [GrantedDetail] = []
        for authorization in try Authorization.detailed(ofGrant: grant.id, limit: mostDetailed, in: db) {
            for detail in try AuthorizationTerms(authorization).details
            where !details.contains(where: { $0.isSame(as: detail) }) { details.append(detail) }
        }
        return try details.map { detail in
            let types = try API.find(identifier: detail.api, in: db).map { try DetailType.list(of: $0) } ?? []
            return ShownDetail(detail, of: types.first { $0.has(detail.type) })
        }
    }

    private static func sentences(_ scopes: [GrantedScope], in db: any SQLTransaction) throws
        -> [(api: String, scope: String, sentence: String)]
    {
        try scopes.filter { !$0.scope.isEmpty }.map { scope in
            let sentence =
                scope.api.isEmpty
                ? OpenIDScope(rawValue: scope.scope)?.sentence
                : try API.find(identifier: scope.api, in: db)?
                    .scopes.first { $0.scope.hasBytes(of: scope.scope) }?.sentence
            return (scope.api, scope.scope, sentence ?? scope.scope)
        }
    }

    /// Takes a grant back: every token of it dies, and the client must ask anew.
    ///
    /// - Parameter account: whose it must be; `nil` for an administrator.
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package func takeBack(_ id: String, of account: Account?, at now: Int) async throws {
        try await database.write { db in
            guard RandomSecret.isLikeIdentifier(id), let grant = try Grant.find(id: id, in: db),
                account == nil || grant.account == account?.id
            else {
                throw OAuthRefusal(.notFound, "there is no such grant; list them and take the id from there")
            }
            try Revoke.grants([grant], at: now, in: db)
        }
        await feed?.wake()
    }
}
