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
    let feed: ChangeFeed

    /// The built-in client that tokens got by password are issued to.
    static let ownClient = "tessera"

    package init(issuer: Issuer, database: any SQLDatabase, keys: SigningKeys, feed: ChangeFeed) {
        self.issuer = issuer
        self.database = database
        self.keys = keys
        self.feed = feed
    }

    /// Issues a token to a caller.
    ///
    /// A name makes a row of its own. Without one, a password starts a session; a login token gives another
    /// token of its own session, which never outlives it.
    ///
    /// - Throws: ``OAuthRefusal`` from ``TokenGrant``, or `credentials_invalid` when the caller lost the
    ///   right to ask between the check and the commit.
    package func issue(_ request: TokenRequest, to caller: Caller, at now: Int) async throws -> IssuedToken {
        let issuer = issuer
        let id = RandomSecret.identifier(request.name == nil ? "ses" : "tok")
        let row = try await database.write { db in
            try Tokens.recheck(caller, at: now, in: db)
            let grant = try TokenGrant(request, for: caller.account, issuer: issuer, at: now, in: db)
            return try Tokens.store(grant, id: id, caller, at: now, in: db)
        }
        let claims = AccessTokenClaims(
            issuer: issuer,
            subject: caller.account.id,
            audience: row.grant.audience,
            clientID: Tokens.ownClient,
            scopes: row.grant.scopes,
            issuedAt: now,
            expiresAt: row.expiresAt,
            identifier: "\(row.handle.list).\(row.handle.index).\(RandomSecret.text(12))",
            status: StatusReference(index: row.handle.index, uri: issuer.url("/status/\(row.handle.list)"))
        )
        return IssuedToken(
            token: try claims.sign(with: keys.active),
            expiresIn: row.expiresAt - now,
            scope: row.grant.scopes.description,
            id: row.id
        )
    }

    private struct Row: Sendable {
        let id: String
        let handle: StatusHandle
        let grant: TokenGrant
        let expiresAt: Int
    }

    /// The account is asked again in the transaction that writes: a password that was changed, or an account
    /// that was disabled, since the credentials were checked must not leave a session behind.
    private static func recheck(_ caller: Caller, at now: Int, in db: any SQLTransaction) throws {
        let account = try Account.find(id: caller.account.id, in: db)
        var isGood = account?.disabledAt == nil
        if let session = caller.session {
            let row = try Session.find(id: session.id, in: db)
            isGood = isGood && row != nil && row?.revokedAt == nil
        } else {
            isGood = isGood && account?.passwordHash == caller.account.passwordHash
        }
        guard account != nil, isGood else {
            throw OAuthRefusal(
                .credentialsInvalid, "the account or its password was changed meanwhile; sign in again")
        }
    }

    private static func store(
        _ grant: TokenGrant,
        id: String,
        _ caller: Caller,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> Row {
        if let name = grant.name {
            let handle = try Records.StatusLists.allocate(expiringAt: grant.expiresAt, in: db)
            let token = NamedToken(
                id: id,
                account: caller.account.id,
                api: grant.audience,
                name: name,
                scope: grant.scopes.description,
                handle: handle,
                createdAt: now,
                expiresAt: grant.expiresAt,
                revokedAt: nil
            )
            try NamedToken.insert(token, in: db)
            return Row(id: id, handle: handle, grant: grant, expiresAt: grant.expiresAt)
        }
        if let session = caller.session {
            let expiresAt = min(grant.expiresAt, session.expiresAt)
            return Row(id: session.id, handle: session.handle, grant: grant, expiresAt: expiresAt)
        }
        let handle = try Records.StatusLists.allocate(expiringAt: grant.expiresAt, in: db)
        let session = Session(
            id: id,
            account: caller.account.id,
            handle: handle,
            createdAt: now,
            expiresAt: grant.expiresAt,
            revokedAt: nil
        )
        try Session.insert(session, in: db)
        return Row(id: id, handle: handle, grant: grant, expiresAt: grant.expiresAt)
    }
}
