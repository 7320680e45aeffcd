// Token exchange (RFC 8693): for a token of this issuer a narrower one, which says who acts and dies with what it was given for.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// What the transaction decided, from which the token is written.
private struct ExchangeDraft: Sendable {
    let subject: ShownToken
    let actor: ShownToken?
    /// `nil` for a program's own token.
    let account: Account?
    let api: API
    let scopes: ScopeSet
    let handle: StatusHandle
    let expiresAt: Int
}

/// Both sides of an exchange, before the database was asked.
private struct ExchangeOrder: Sendable {
    let id: String
    let request: ExchangeRequest
    let caller: ClientCaller
    let subject: RecognisedToken
    let actor: RecognisedToken?
    /// All that the sender proved, whether or not its tokens are to be bound to it.
    let sender: ProvenSender
    let issuer: Issuer
    /// Seconds, where the API says nothing else.
    let lifetime: Int
}

extension Tokens {
    /// Who may stand in a token one behind the other: the one who acts, and those who acted before (RFC 8693 §4.1).
    private static let mostActors = 4

    /// Gives a client a narrower token for one that it holds.
    ///
    /// - Parameters:
    ///   - bound: what the new token is bound to.
    ///   - sender: all that the sender proved.
    ///   - lifetime: seconds, where the API says nothing else.
    /// - Throws: ``OAuthRefusal`` `invalid_request` for a token that can't be exchanged (RFC 8693 §2.2.2), `invalid_target`,
    ///   `invalid_scope`; `unauthorized_client` for a public client, `invalid_client` for one that was disabled meanwhile.
    package func exchange(
        _ request: ExchangeRequest,
        by caller: ClientCaller,
        bound: ProvenSender,
        sender: ProvenSender,
        lifetime: Int,
        at now: Int
    ) async throws -> GrantedTokens {
        guard caller.isProven else {
            throw OAuthRefusal(
                .unauthorizedClient, "a public client exchanges nothing: it can't prove who would act")
        }
        let order = ExchangeOrder(
            id: RandomSecret.identifier("exc"),
            request: request,
            caller: caller,
            subject: try recognise(request.subjectToken, "subject_token", at: now),
            actor: try request.actorToken.map { try recognise($0, "actor_token", at: now) },
            sender: sender,
            issuer: issuer,
            lifetime: lifetime
        )
        let draft = try await database.write { try Tokens.exchange(order, at: now, in: $0) }
        return try await mint(draft, order, bound: bound, at: now)
    }

    /// Junk, and what another issuer made, never reaches the database.
    private func recognise(_ text: String, _ name: String, at now: Int) throws(OAuthRefusal)
        -> RecognisedToken
    {
        guard let token = recognise(text, leeway: 0, at: now) else {
            throw ExchangeGate.unfit(name, "it is expired, no access token, or none of this issuer")
        }
        return token
    }

    private static func exchange(
        _ order: ExchangeOrder,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> ExchangeDraft {
        try recheck(order.caller.id, in: db)
        let (caller, sender) = (order.caller, order.sender)
        let subject = try ExchangeGate.pass(
            order.subject, "subject_token", by: caller, sender, at: now, in: db)
        let actor = try order.actor.map { token in
            let shown = try ExchangeGate.pass(token, "actor_token", by: caller, sender, at: now, in: db)
            // What it allows is not given on, but it must allow something still.
            _ = try ExchangeGate.holdings(shown, shown.holder, at: shown.audience, now, in: db)
            return shown
        }
        try checkActors(subject, actor)
        let api = try api(order, subject, in: db)
        let scopes = try scopes(order.request.scope, subject, at: api, order.issuer, now, in: db)
        let expiresAt = min(
            now + (api.lifetime ?? order.lifetime), subject.expiresAt, actor?.expiresAt ?? .max)
        let account = try subject.holder.account.flatMap { try Account.find(id: $0, in: db) }
        let row = ExchangedToken(
            id: order.id,
            handle: try Records.StatusLists.allocate(expiringAt: expiresAt, in: db),
            source: subject.handle,
            actor: actor?.handle,
            root: subject.holder.root,
            account: account?.id,
            client: caller.id,
            api: api.identifier,
            scope: scopes.description,
            createdAt: now,
            expiresAt: expiresAt
        )
        try ExchangedToken.insert(row, in: db)
        return ExchangeDraft(
            subject: subject, actor: actor, account: account, api: api, scopes: scopes, handle: row.handle,
            expiresAt: expiresAt)
    }

    private static func checkActors(_ subject: ShownToken, _ actor: ShownToken?) throws(OAuthRefusal) {
        guard actor?.actors == nil else {
            throw OAuthRefusal(
                .invalidRequest, "the actor_token was given for another token: send the actor's own")
        }
        var (count, actors) = (1, subject.actors)
        while let next = actors {
            (count, actors) = (count + 1, next["act"])
        }
        guard count <= mostActors else {
            throw OAuthRefusal(
                .invalidRequest,
                "the subject_token was exchanged \(mostActors) times already; exchange the one that it came from"
            )
        }
    }

    /// The API that the new token is for: the one of the token that was shown, or the one that is named where that one opens
    /// any.
    private static func api(
        _ order: ExchangeOrder,
        _ subject: ShownToken,
        in db: any SQLTransaction
    ) throws -> API {
        let asked = order.request.resource
        if subject.opensAnyAPI(of: order.issuer) {
            let name = asked ?? order.caller.client.metadata.defaultAPI
            guard name.map({ !$0.hasBytes(of: order.issuer.value) }) ?? true,
                let api = try TokenGrant.api(name, in: db)
            else {
                throw OAuthRefusal(
                    .invalidTarget,
                    name == nil
                        ? "there is no default API; name one as resource"
                        : "the resource is not an API that tokens are issued for here")
            }
            return api
        }
        guard asked?.hasBytes(of: subject.audience) ?? true else {
            throw OAuthRefusal(
                .invalidTarget,
                "the subject_token is for one API, and is exchanged for a token of the same; leave resource out"
            )
        }
        guard let api = try TokenGrant.api(subject.audience, in: db) else {
            throw OAuthRefusal(
                .invalidTarget, "the subject_token is for no API that tokens are issued for here")
        }
        return api
    }

    /// What was asked for, of what the shown token allows and its owner still holds.
    private static func scopes(
        _ asked: String?,
        _ subject: ShownToken,
        at api: API,
        _ issuer: Issuer,
        _ now: Int,
        in db: any SQLTransaction
    ) throws -> ScopeSet {
        let held = try ExchangeGate.holdings(subject, subject.holder, at: api.identifier, now, in: db)
        let scopes = try TokenGrant.scopes(
            ClientGrant.names(asked),
            known: api.scopes.map(\.scope),
            held: subject.opensAnyAPI(of: issuer) ? held : subject.scopes.limited(to: held).names,
            of: api.identifier,
            by: "the subject_token"
        )
        guard !scopes.isEmpty || api.scopes.isEmpty else {
            throw OAuthRefusal(
                .invalidScope,
                "of what the subject_token allows at \(api.identifier), nothing is held any more")
        }
        return scopes
    }

    private func mint(
        _ draft: ExchangeDraft,
        _ order: ExchangeOrder,
        bound: ProvenSender,
        at now: Int
    ) async throws -> GrantedTokens {
        let (subject, client) = (draft.subject, order.caller.client)
        var bound = bound
        // What was bound to a certificate stays so, even for a client whose tokens usually are not.
        if subject.bond?.certificateThumbprint != nil {
            bound.certificateThumbprint = order.sender.certificateThumbprint
        }
        var claims = AccessTokenClaims(
            issuer: issuer,
            subject: subject.subject,
            audience: draft.api.identifier,
            clientID: client.id,
            scopes: draft.scopes,
            issuedAt: now,
            expiresAt: draft.expiresAt,
            identifier: draft.handle.tokenIdentifier(order.id.drop { $0 != "_" }.dropFirst()),
            status: issuer.status(of: draft.handle)
        )
        claims.confirmation = bound.confirmation
        claims.authTime = subject.claims?.authTime
        claims.acr = subject.claims?.acr
        claims.amr = subject.claims?.amr ?? []
        claims.actor = try Tokens.actor(draft, client)
        claims.others = OwnClaims.of(draft.account, client)
        var granted = try await written(claims, for: draft.api, to: bound)
        granted.issuedType = .accessToken
        return granted
    }

    /// Who acts: the client or, where a token of another was shown, that one by the client; then who acted before.
    private static func actor(_ draft: ExchangeDraft, _ client: RegisteredClient) throws -> JSONValue {
        let other = draft.actor.flatMap { $0.subject.hasBytes(of: client.id) ? nil : $0.subject }
        return try JSONDocument.object(
            parsing: JSONWriter.object { json in
                json.member("sub", other ?? client.id)
                if other != nil { json.member("client_id", client.id) }
                if let before = draft.subject.actors { json.member("act", before) }
            })
    }
}
