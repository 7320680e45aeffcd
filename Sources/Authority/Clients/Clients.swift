// The desk of clients: making and shutting out programs that ask in their own name, their secrets and their rights.

internal import OAuth
package import Records
package import SQL

/// What an administrator does with clients. What clients do themselves stands in files beside this one.
package struct Clients: Sendable {
    let database: any SQLDatabase
    let blocks: BlockAllocator?
    let feed: ChangeFeed?
    let directory: Directory
    /// How clients are found that are named by documents; `nil` for the command, which asks nobody.
    let documents: ClientDocuments?
    /// What signed statements of clients are checked by; `nil` for the command, which nobody asks.
    let assertions: AssertionTerms?

    /// - Parameters:
    ///   - blocks: what hands out from them in this process; `nil` for the command, which issues nothing.
    ///   - feed: woken when something was taken back; `nil` for the command, which serves nothing.
    package init(database: any SQLDatabase, blocks: BlockAllocator? = nil, feed: ChangeFeed? = nil) {
        self.init(
            database: database, blocks: blocks, feed: feed, directory: nil, documents: nil, assertions: nil)
    }

    /// - Parameter directory: what this process remembers; `nil` for the command, which remembers nothing.
    init(
        database: any SQLDatabase,
        blocks: BlockAllocator?,
        feed: ChangeFeed?,
        directory: Directory?,
        documents: ClientDocuments?,
        assertions: AssertionTerms?
    ) {
        self.database = database
        self.directory = directory ?? Directory(database)
        self.blocks = blocks
        self.feed = feed
        self.documents = documents
        self.assertions = assertions
    }

    /// The prefix by which people and secret scanners know a client's secret.
    private static let secretPrefix = "tessera_cs_"

    /// A secret of 256 random bits.
    static func newSecret() -> String { secretPrefix + RandomSecret.text(32) }

    /// Makes a client with its first secret.
    ///
    /// - Returns: the client, and the secret, which is told once and kept nowhere.
    /// - Throws: ``OAuthRefusal`` `invalid_request` for a name that can't be shown.
    package func create(name: String, at now: Int) async throws -> (client: Client, secret: String) {
        let name = try ShownName.checked(name, of: "a client's")
        let client = Client(id: RandomSecret.identifier("cli"), name: name, createdAt: now)
        let secret = Clients.newSecret()
        let kept = ClientSecret(client: client.id, hash: SecretDigest.of(secret), createdAt: now)
        try await database.write { db in
            try Client.insert(client, in: db)
            try ClientSecret.insert(kept, in: db)
        }
        return (client, secret)
    }

    /// Every client with its rights and its secrets, oldest first.
    package func all(at now: Int) async throws -> [ListedClient] {
        try await database.read { db in
            try Client.all(in: db).map { try ListedClient($0, at: now, in: db) }
        }
    }

    /// Gives a client scopes of an API, beside those that it has.
    ///
    /// - Parameters:
    ///   - names: `nil` for all that the API has.
    ///   - identifier: `nil` for the default API.
    /// - Returns: what the client holds there now.
    /// - Throws: ``OAuthRefusal`` `not_found`, `invalid_target` or `invalid_scope`.
    package func grant(_ names: [String]?, of identifier: String?, to id: String) async throws -> [String] {
        try await database.write { db in
            let client = try Clients.find(id, in: db)
            let api = try APIs.find(identifier, with: names ?? [], in: db)
            let scopes = names ?? api.scopes.map(\.scope)
            try ClientScopes.grant(scopes, to: client.id, of: api.identifier, in: db)
            return try ClientScopes.of(client: client.id, api: api.identifier, in: db)
        }
    }

    /// Lets a client guard an API, or no longer: whether it may introspect that API's tokens and report their use.
    ///
    /// - Returns: the APIs that it guards now.
    /// - Throws: ``OAuthRefusal`` `not_found` or `invalid_target`.
    package func setGuard(_ id: String, of identifier: String?, to isGuard: Bool) async throws -> [String] {
        try await database.write { db in
            let client = try Clients.find(id, in: db)
            let api = try APIs.find(identifier, with: [], in: db)
            if isGuard {
                try ClientGuards.add(client: client.id, api: api.identifier, in: db)
            } else {
                _ = try ClientGuards.remove(client: client.id, api: api.identifier, in: db)
            }
            return try ClientGuards.apis(of: client.id, in: db)
        }
    }

    /// Shuts a client out: no token any more, and every one that it got is taken back.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    @discardableResult
    package func disable(_ id: String, at now: Int) async throws -> RevocationCount {
        try await disable(id, at: now) { _ in }
    }

    /// The same, with something else before it in the same transaction.
    @discardableResult
    func disable(
        _ id: String,
        at now: Int,
        after work: @escaping @Sendable (any SQLTransaction) throws -> Void
    ) async throws -> RevocationCount {
        let (count, ranges) = try await database.write { db in
            try work(db)
            let client = try Clients.find(id, in: db)
            _ = try Client.disable(id: client.id, at: now, in: db)
            let found = try MassRevocation(RevocationOrder(client: client.id), at: now, in: db)
            return (found.count, try found.apply(at: now, in: db))
        }
        blocks?.discard(ranges)
        await feed?.wake()
        return count
    }

    /// Ends the secrets of a client that proves itself in another way from now on: should it come back to a secret, the old ones
    /// must not come back with it.
    ///
    /// - Returns: how many there were.
    @discardableResult
    static func expireSecrets(of client: String, at now: Int, in db: any SQLTransaction) throws -> Int {
        let living = try ClientSecret.live(of: client, at: now, in: db)
        for secret in living {
            _ = try ClientSecret.expire(client: client, hash: secret.hash, at: now, in: db)
        }
        return living.count
    }

    /// The client, if there is one. The database takes not every text (NUL), so what no id of ours is isn't asked.
    static func find(_ id: String, in db: any SQLTransaction) throws -> Client {
        guard isIdentifier(id), let client = try Client.find(id: id, in: db) else {
            throw OAuthRefusal(.notFound, "there is no such client; tessera client list shows all")
        }
        return client
    }

    static func isIdentifier(_ text: String) -> Bool {
        let longest = DocumentURL.isLike(text) ? DocumentURL.longest : 64
        return (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
