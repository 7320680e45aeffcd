// Issuing a token to a client in its own name (RFC 6749 §4.4): an index of a block that is reserved already, and a signature.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Tokens {
    /// Issues a token to a client. It costs no row, and no write but one for a whole block of them.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target` or `invalid_scope`; `invalid_client` when the client was disabled
    ///   meanwhile.
    package func issue(
        _ request: ClientTokenRequest,
        to caller: ClientCaller,
        sender: ProvenSender = ProvenSender(),
        at now: Int
    ) async throws -> GrantedTokens {
        // Whoever can't prove itself has no name of its own to act in (RFC 6749 §4.4).
        guard caller.isProven else {
            throw OAuthRefusal(
                .unauthorizedClient, "a client that can't prove itself gets no tokens in its own name")
        }
        let (id, issuer, database) = (caller.id, issuer, database)
        let grant = try await directory.look(at: now) {
            try ClientGrant(request, for: caller.client, issuer: issuer, in: $0)
        }
        let expiresAt = now + (grant.api.lifetime ?? TokenLifetime.client)
        let key = BlockAllocator.Key(
            client: id,
            api: grant.audience,
            scopes: grant.scopes,
            hour: try Records.StatusLists.hour(of: expiresAt)
        )
        let handle = try await blocks.next(key, at: now) { count in
            try await database.write { db in
                // A client that was disabled, or lost a scope, since it was looked up must not get a block that nobody revokes.
                try Tokens.recheck(id, holds: grant, in: db)
                return try IndexBlocks.reserve(
                    count: count, client: id, api: key.api, expiringAt: expiresAt, at: now, in: db
                ).range
            }
        }
        var claims = AccessTokenClaims(
            issuer: issuer,
            subject: id,
            audience: grant.audience,
            clientID: id,
            scopes: grant.scopes,
            issuedAt: now,
            expiresAt: expiresAt,
            identifier: handle.tokenIdentifier(),
            status: issuer.status(of: handle)
        )
        claims.confirmation = sender.confirmation
        claims.others = OwnClaims.of(nil, caller.client)
        return try await written(claims, for: grant.api, to: sender)
    }

    /// A client that was disabled since it proved itself gets nothing any more.
    static func recheck(_ client: String, in db: any SQLTransaction) throws {
        guard let client = try Client.find(id: client, in: db), client.disabledAt == nil else {
            throw OAuthRefusal(.invalidClient, "the client was disabled meanwhile")
        }
    }

    private static func recheck(_ client: String, holds grant: ClientGrant, in db: any SQLTransaction) throws
    {
        try recheck(client, in: db)
        let held = try ClientScopes.of(client: client, api: grant.audience, in: db)
        guard grant.scopes.names.allSatisfy({ name in held.contains { $0.hasBytes(of: name) } }) else {
            throw OAuthRefusal(.invalidScope, "a scope was taken from the client meanwhile")
        }
    }
}
