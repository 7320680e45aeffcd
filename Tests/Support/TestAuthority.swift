// A whole authority in memory: a key, an API with four scopes, and two accounts whose passwords are known.

package import Authority
package import Fetching
package import JOSE
package import OAuth
package import Records
package import SQL

/// An authority as tests want it. What is not given here is made anew for each test, so tests may run at once.
package struct TestAuthority: Sendable {
    /// The second at which tests without a clock take place: a whole hour.
    package static let now = 1_800_000_000
    package static let api = "https://api.example.com"
    package static let scopes = ["notes:read", "notes:write", "tasks:read", "tasks:write"]
    package static let anasPassword = "correct horse battery staple"
    package static let bensPassword = "the goat eats at noon"

    package let authority: Authority
    package let database: any SQLDatabase
    package let master: MasterKey
    /// Holds every scope of the API.
    package let ana: Account
    /// Holds only `notes:read`.
    package let ben: Account

    package var issuer: Issuer { authority.issuer }

    /// Runs `body` on a new authority and leaves nothing behind.
    package static func run<T>(
        on kind: TestDatabase = .memory,
        issuer: String = "https://auth.example.com",
        at now: Int = TestAuthority.now,
        policy: ClientPolicy = ClientPolicy(),
        fetch: any Fetch = TestFetch(),
        asksForNonces: Bool = false,
        mustPush: Bool = false,
        _ body: (TestAuthority) async throws -> T
    ) async throws -> T {
        try await kind.run { database in
            try await body(
                try await TestAuthority(
                    database, issuer: issuer, policy: policy, fetch: fetch, asksForNonces: asksForNonces,
                    mustPush: mustPush, at: now))
        }
    }

    private init(
        _ database: any SQLDatabase,
        issuer: String,
        policy: ClientPolicy,
        fetch: any Fetch,
        asksForNonces: Bool,
        mustPush: Bool,
        at now: Int
    ) async throws {
        try await Schema.prepare(database)
        self.database = database
        master = try MasterKey(bytes: [UInt8](repeating: 7, count: MasterKey.length))
        authority = Authority(
            issuer: try Issuer(issuer),
            database: database,
            keys: try await SigningKeys.open(database, sealedWith: master, algorithm: .es256, at: now),
            clientPolicy: policy,
            fetch: fetch,
            asksForNonces: asksForNonces,
            mustPush: mustPush
        )
        let ana = TestAuthority.account("ana", hash: TestAuthority.anasHash, at: now)
        let ben = TestAuthority.account("ben", hash: TestAuthority.bensHash, at: now)
        try await database.write { db in
            try API.insert(TestAuthority.firstAPI(at: now), in: db)
            for account in [ana, ben] { try Account.insert(account, in: db) }
            try AccountScopes.grant(TestAuthority.scopes, to: ana.id, of: TestAuthority.api, in: db)
            try AccountScopes.grant(["notes:read"], to: ben.id, of: TestAuthority.api, in: db)
        }
        (self.ana, self.ben) = (ana, ben)
    }

    /// A login token, for the issuer's own API where nothing else is said; no password is hashed for it.
    package func login(_ username: String = "ana", audience: String? = nil, at now: Int = TestAuthority.now)
        async throws -> IssuedToken
    {
        let caller = try await authority.accounts.vouch(for: Username(username))
        let request = TokenRequest(audience: audience ?? issuer.value)
        return try await authority.tokens.issue(request, to: caller, at: now)
    }

    /// A named token for the API.
    package func named(
        _ username: String = "ana",
        _ name: String = "laptop",
        scopes: [String]? = nil,
        expiresIn: Int? = nil,
        at now: Int = TestAuthority.now
    ) async throws -> IssuedToken {
        let caller = try await authority.accounts.vouch(for: Username(username))
        let request = TokenRequest(scopes: scopes, name: name, expiresIn: expiresIn)
        return try await authority.tokens.issue(request, to: caller, at: now)
    }

    /// A client that holds these scopes of the API, with its secret checked.
    package func program(
        _ name: String = "robot",
        scopes: [String] = TestAuthority.scopes,
        at now: Int = TestAuthority.now
    ) async throws -> ClientCaller {
        try await programWithSecret(name, scopes: scopes, at: now).caller
    }

    /// The same with the secret.
    package func programWithSecret(
        _ name: String = "robot",
        scopes: [String] = TestAuthority.scopes,
        at now: Int = TestAuthority.now
    ) async throws -> (caller: ClientCaller, secret: String) {
        let (client, secret) = try await authority.clients.create(name: name, at: now)
        if !scopes.isEmpty { _ = try await authority.clients.grant(scopes, of: nil, to: client.id) }
        return (try await authority.clients.authenticate(id: client.id, secret: secret, at: now), secret)
    }

    /// Another authority on the same database, as after a start or in a second process.
    package func again() -> Authority { Authority(issuer: issuer, database: database, keys: authority.keys) }

    /// Reads a token as an API would, but for its status.
    package func verified(
        _ token: String,
        audience: String = TestAuthority.api,
        at now: Int = TestAuthority.now
    ) throws -> VerifiedToken {
        let unverified = try UnverifiedToken(parsing: token)
        guard let key = authority.keys.published.key(id: unverified.header.keyID) else {
            throw TokenRejection.keyNotFound(kid: unverified.header.keyID)
        }
        let policy = TokenPolicy(
            issuer: issuer.value,
            audience: audience,
            type: .accessToken,
            algorithms: [.es256],
            requiredClaims: AccessTokenClaims.required
        )
        return try unverified.verified(with: key, policy: policy, at: now)
    }

    /// Whether the served status list says that a token was taken back.
    package func isRevoked(_ token: String, at now: Int = TestAuthority.now) async throws -> Bool {
        guard let status = try StatusReference(in: UnverifiedToken(parsing: token).unverifiedClaims()),
            let list = status.uri.split(separator: "/").last.flatMap({ Int($0) })
        else { throw MissingStatus() }
        // What a test wrote past the desks is seen by polling; nothing polls here.
        await authority.feed.wake()
        let document = try await authority.statusLists.document(of: list, at: now)
        let read = try StatusListToken(
            verifying: document.text, uri: status.uri, keys: authority.keys.published, leeway: 0, at: now)
        return read.bits.status(at: status.index) != 0
    }

    /// Says what is told of ana.
    package func setProfile(_ profile: String) async throws {
        try await database.write { db in
            try Account.setClaims(id: ana.id, profile: profile, claims: "{}", in: db)
        }
    }

    /// How many rows a table has.
    package func count(_ table: String) async throws -> Int {
        try await database.read { db in
            try db.query("SELECT COUNT(*) AS n FROM \(table)").first?.integer("n") ?? 0
        }
    }

    /// Closes the database under the authority, as a broken disk would.
    package func breakDatabase() throws { try database.close() }

    package struct MissingStatus: Error {}

    private static func account(_ name: String, hash: String, at now: Int) -> Account {
        Account(
            id: "usr_\(name)", username: name, passwordHash: hash, createdAt: now, passwordChangedAt: now)
    }

    private static func firstAPI(at now: Int) -> API {
        API(
            identifier: api,
            name: "Example API",
            scopes: scopes.map { APIScope(scope: $0, sentence: "Allows \($0)") },
            createdAt: now,
            defaultAt: now
        )
    }

    // Made once with the reference implementation, because a hash for each test would take most of its time.
    package static let anasHash =
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiBhbmEgMDAwMQ$S94F9ZmBuQVXO+fHtS9tgQY17kOjdrO38fV/uckoB9c"
    package static let bensHash =
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiBiZW4gMDAwMQ$S44et2IvXpgLncXA8eOcOwa5m4ebPNMyxIZFuX5T5ag"
    /// Ana's password under cheaper parameters than today's.
    package static let anasOldHash =
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdCBvZiBhbmEgMDAwMg$Dy19Tlwj0o/ovKeqOYnuJieU+ToXARvsJqCJV0vzZOs"
}
