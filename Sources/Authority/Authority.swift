// The authority: its desks, on one database, for one issuer.

package import Fetching
internal import JOSE
package import Logging
package import OAuth
internal import Records
package import SQL

/// Everything that the authority can be asked. Each desk is a noun; its verbs stand in files of their own.
package struct Authority: Sendable {
    package let issuer: Issuer
    package let keys: SigningKeys
    package let accounts: Accounts
    package let apis: APIs
    package let clients: Clients
    package let browserOrigins: BrowserOrigins
    /// The public keys of clients, for whatever they sign.
    package let clientKeys: ClientKeys
    package let proofs: SenderProofs
    package let tokens: Tokens
    package let sessions: Sessions
    package let authorizations: Authorizations
    package let devices: Devices
    package let grants: Grants
    package let consents: Consents
    package let logouts: Logouts
    package let registrations: Registrations
    package let declarations: Declarations
    package let statusLists: StatusListDocuments
    /// What was taken back, as it happens: whoever writes to the change log wakes it after the commit.
    package let feed: ChangeFeed
    /// Where the tokens of clients get their indexes; it must hear of what others revoke.
    package let blocks: BlockAllocator
    package let upkeep: Upkeep

    private let database: any SQLDatabase

    /// - Parameters:
    ///   - database: with its schema prepared.
    ///   - longestNamedToken: seconds for which a named token may live; never more than a year.
    ///   - statusTimeToLive: seconds after which verifiers ask again for a status list.
    ///   - heartbeat: seconds between two events of the stream of changes, at most.
    ///   - clientPolicy: which clients may come that no administrator registered.
    ///   - fetch: how the documents of clients are got, and how clients are told things.
    ///   - asksForNonces: whether proofs of possession need a nonce of this server (RFC 9449 §8).
    ///   - mustPush: whether authorization requests are taken only if they were pushed.
    package init(
        issuer: Issuer,
        database: any SQLDatabase,
        keys: SigningKeys,
        hashesAtOnce: Int = 2,
        longestNamedToken: Int = TokenLifetime.namedLongest,
        statusTimeToLive: Int = 60,
        heartbeat: Int = 15,
        sessionLimits: SessionLimits = SessionLimits(),
        grantLifetimes: GrantLifetimes = GrantLifetimes(),
        clientPolicy: ClientPolicy = ClientPolicy(),
        fetch: any Fetch = NoFetch(),
        asksForNonces: Bool = false,
        mustPush: Bool = false,
        logger: Logger = Logger(label: "Authority")
    ) {
        self.issuer = issuer
        self.keys = keys
        let directory = Directory(database)
        let database = WatchedDatabase(base: database, directory: directory)
        self.database = database
        feed = ChangeFeed(database: database, keys: keys, heartbeat: heartbeat, directory: directory)
        accounts = Accounts(database: database, feed: feed, hashesAtOnce: hashesAtOnce)
        apis = APIs(database: database, directory: directory)
        blocks = BlockAllocator()
        feed.follow { [blocks] news in
            switch news {
            case .changes(let changes):
                blocks.discard(changes.map { StatusRange(list: $0.list, first: $0.index, count: $0.count) })
            case .lists(let lists):
                blocks.discard(lists.map { StatusRange(list: $0, first: 0, count: Records.StatusLists.size) })
            case .everything: blocks.discardAll()
            }
        }
        browserOrigins = BrowserOrigins(database: database)
        clientKeys = ClientKeys(fetch: fetch)
        clients = Clients(
            database: database, blocks: blocks, feed: feed, directory: directory,
            documents: ClientDocuments(fetch: fetch, mode: clientPolicy.documents),
            assertions: AssertionTerms(issuer: issuer, keys: clientKeys, logger: logger))
        registrations = Registrations(
            clients: clients,
            policy: clientPolicy.registration,
            fetch: fetch,
            tokenKey: DerivedKey(keys.master, for: "registration tokens")
        )
        proofs = SenderProofs(
            issuer: issuer,
            database: database,
            nonceKey: asksForNonces ? DerivedKey(keys.master, for: "nonces") : nil
        )
        tokens = Tokens(
            issuer: issuer,
            database: database,
            keys: keys,
            blocks: blocks,
            feed: feed,
            directory: directory,
            longestNamed: longestNamedToken
        )
        sessions = Sessions(
            database: database,
            accounts: accounts,
            feed: feed,
            limits: sessionLimits,
            formKey: DerivedKey(keys.master, for: "forms")
        )
        authorizations = Authorizations(
            issuer: issuer,
            database: database,
            keys: keys,
            clients: clients,
            subjects: tokens.subjects,
            lifetimes: grantLifetimes,
            markKey: DerivedKey(keys.master, for: "sign-in marks"),
            mustPush: mustPush,
            clientKeys: clientKeys
        )
        devices = Devices(
            issuer: issuer,
            database: database,
            authorizations: authorizations,
            codeKey: DerivedKey(keys.master, for: "user codes")
        )
        grants = Grants(
            issuer: issuer,
            keys: keys,
            tokens: tokens,
            feed: feed,
            subjects: tokens.subjects,
            lifetimes: grantLifetimes
        )
        consents = Consents(database: database, feed: feed)
        logouts = Logouts(
            issuer: issuer,
            database: database,
            keys: keys,
            clients: clients,
            sessions: sessions,
            subjects: tokens.subjects,
            fetch: fetch
        )
        declarations = Declarations(database: database, feed: feed)
        statusLists = StatusListDocuments(
            issuer: issuer,
            database: database,
            keys: keys,
            feed: feed,
            timeToLive: statusTimeToLive
        )
        feed.follow { [statusLists] in await statusLists.add($0) }
        upkeep = Upkeep(database: database)
    }

    /// Whether the database can be read and written just now; throws what prevents it.
    package func checkReadiness() async throws {
        try await database.write { _ in }
    }
}
