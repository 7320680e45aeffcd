// Issuing an access token (RFC 9068): one row for what can be taken back, then a signature.

internal import JOSE
package import OAuth
internal import Records
package import SQL

/// The desk of tokens: issuing, listing and taking back. Checking them at `/api` stands in a file beside this
/// one.
package struct Tokens: Sendable {
    let issuer: Issuer
    let database: any SQLDatabase
    let keys: SigningKeys
    let subjects: Subjects
    let blocks: BlockAllocator
    let feed: ChangeFeed
    let directory: Directory
    /// Seconds: the policy's maximum for a named token.
    let longestNamed: Int
    /// What refresh tokens are made with, and recognised by.
    let refreshKey: DerivedKey

    /// The built-in client that tokens got by password are issued to.
    static let ownClient = "tessera"

    /// - Parameter longestNamed: seconds for which a named token may live; never less than 1, never more than a year.
    package init(
        issuer: Issuer,
        database: any SQLDatabase,
        keys: SigningKeys,
        blocks: BlockAllocator,
        feed: ChangeFeed,
        directory: Directory? = nil,
        longestNamed: Int = TokenLifetime.namedLongest
    ) {
        self.issuer = issuer
        self.database = database
        self.keys = keys
        subjects = Subjects(key: DerivedKey(keys.master, for: "subjects"))
        self.blocks = blocks
        self.feed = feed
        self.directory = directory ?? Directory(database)
        refreshKey = DerivedKey(keys.master, for: "refresh tokens")
        self.longestNamed = min(max(1, longestNamed), TokenLifetime.namedLongest)
    }

    /// Issues a token to a caller.
    ///
    /// A name makes a row of its own. Without one, a password starts a session; a login token gives another
    /// token of its own session, which never outlives it.
    ///
    /// - Throws: ``OAuthRefusal`` from ``TokenGrant``, or `credentials_invalid` when the caller lost the
    ///   right to ask between the check and the commit.
    package func issue(_ request: TokenRequest, to caller: Caller, at now: Int) async throws -> IssuedToken {
        let (issuer, longest) = (issuer, longestNamed)
        let material = TokenMaterial(
            isNamed: request.name != nil, isOpaque: request.form == .opaque, key: keys.active)
        let draft = try await database.write { db in
            try Accounts.recheck(caller, at: now, in: db)
            let grant = try TokenGrant(
                request, for: caller.account, issuer: issuer, longest: longest, at: now, in: db)
            return try Tokens.store(grant, material, caller, at: now, in: db)
        }
        return try mint(draft, with: material, at: now)
    }

    private static func store(
        _ grant: TokenGrant,
        _ material: TokenMaterial,
        _ caller: Caller,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> TokenDraft {
        if let name = grant.name {
            let token = NamedToken(
                id: material.id,
                account: caller.account.id,
                api: grant.audience,
                name: name,
                description: grant.description,
                scope: grant.scopes.description,
                handle: try Records.StatusLists.allocate(expiringAt: grant.expiresAt, in: db),
                createdAt: now,
                expiresAt: grant.expiresAt,
                kid: material.secret == nil ? material.key.keyID : nil,
                secretHash: material.secret.map { SecretDigest.of($0.text) }
            )
            try NamedToken.insert(token, in: db)
            return TokenDraft(token, grant.scopes)
        }
        if let session = caller.session {
            return TokenDraft(session, grant, expiresAt: min(grant.expiresAt, session.expiresAt))
        }
        let session = Session(
            id: material.id,
            account: caller.account.id,
            handle: try Records.StatusLists.allocate(expiringAt: grant.expiresAt, in: db),
            createdAt: now,
            expiresAt: grant.expiresAt
        )
        try Session.insert(session, in: db)
        return TokenDraft(session, grant, expiresAt: grant.expiresAt)
    }
}
