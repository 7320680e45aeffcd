// Approving a request: the grant, its scopes, and a code for one minute, in one transaction.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Authorizations {
    /// Gives the client a code.
    ///
    /// - Parameter isSilent: whether nobody was asked just now, because all of it was allowed before.
    /// - Returns: `nil` when what was allowed before was taken back at this very moment.
    /// - Throws: ``OAuthRefusal`` `access_denied` when somebody lost the right meanwhile.
    func approve(
        _ request: AuthorizationRequest,
        _ items: [ConsentItem],
        by signedIn: SignedIn,
        isSilent: Bool,
        at now: Int
    ) async throws -> AuthorizationAnswer? {
        let code = AuthorizationCode(of: AuthorizationName.new(at: now))
        let draft = Approval(request.asked, items, by: signedIn, code: code, lifetimes: lifetimes, at: now)
        let isStored = try await database.write { db in
            if isSilent {
                let items = try Authorizations.items(
                    of: request.wanted, request.claims, for: signedIn.account, at: request.client, in: db)
                guard !Authorizations.mustAsk(request, items) else { return false }
            }
            if let pushed = request.pushed, try !PushedRequest.use(hash: pushed, at: now, in: db) {
                throw OAuthRefusal(.invalidRequestURI, "the request_uri was used already")
            }
            try draft.store(at: now, in: db)
            return true
        }
        guard isStored else { return nil }
        return finished(
            [("code", code.text)], to: request.redirect, mode: request.mode, state: request.state)
    }
}

/// What was asked for, as far as its tokens will say it: by a browser that was sent here, or by a device.
struct AskedTerms: Sendable {
    let client: String
    let wanted: WantedScopes
    /// The redirect URI that the request named.
    var redirectURI: String?
    var nonce: String?
    var challenge: CodeChallenge?
    var claims: ClaimsRequest?
    var keyThumbprint: String?
    /// Whether it outlives the sign-in in any case: a device has a life of its own.
    var isLasting = false
}

extension AuthorizationRequest {
    fileprivate var asked: AskedTerms {
        AskedTerms(
            client: client.id,
            wanted: wanted,
            redirectURI: redirect.wasNamed ? redirect.uri : nil,
            nonce: nonce,
            challenge: challenge,
            claims: claims,
            keyThumbprint: keyThumbprint
        )
    }
}

/// What is stored when a person approves: made before the transaction, which touches SQL alone and may run twice.
struct Approval: Sendable {
    private let grant: Grant
    private let scopes: [GrantedScope]
    /// In which it is approved.
    private let session: String
    private let make: @Sendable (_ grant: String) -> Authorization

    /// - Parameter code: `nil` for a device, which has a code of its own.
    init(
        _ asked: AskedTerms,
        _ items: [ConsentItem],
        by signedIn: SignedIn,
        code: AuthorizationCode?,
        lifetimes: GrantLifetimes,
        at now: Int
    ) {
        let client = asked.client
        grant = Grant(
            id: RandomSecret.identifier("grt"), account: signedIn.account.id, client: client, createdAt: now)
        scopes = items.map(\.granted)
        session = signedIn.session.id
        var terms = AuthorizationTerms()
        terms.redirectURI = asked.redirectURI
        terms.openID = items.filter { $0.api == nil && $0.claim == nil }.map(\.scope)
        terms.apis = items.filter { $0.api != nil && $0.scope.isEmpty }.compactMap { entry in
            entry.api.map { api in
                let scopes = items.filter { $0.api?.identifier == api.identifier && !$0.scope.isEmpty }
                return AuthorizationTerms.APITerms(api: api.identifier, scopes: scopes.map(\.scope))
            }
        }
        terms.details = asked.wanted.details(beside: items).map(\.granted)
        terms.nonce = asked.nonce
        terms.challenge = asked.challenge?.value
        terms.authTime = signedIn.session.createdAt
        terms.methods = signedIn.methods
        let told = items.compactMap(\.claim) + asked.wanted.openID.flatMap(\.claims)
        terms.inIDToken = (asked.claims?.inIDToken ?? []).filter(told.contains)
        terms.inUserinfo = (asked.claims?.inUserinfo ?? []).filter(told.contains)
        // A grant of OpenID Connect ends with the sign-in unless the person let it last; one of an app has no sign-in.
        let isLasting =
            asked.isLasting || !terms.isOpenID || terms.openID.contains(OpenIDScope.offlineAccess.rawValue)
        let end =
            isLasting ? now + lifetimes.longest : min(now + lifetimes.longest, signedIn.session.expiresAt)
        let id = code?.authorization ?? AuthorizationName.new(at: now)
        let (text, hash) = (terms.text, code.map { SecretDigest.of($0.text) })
        let (account, key) = (signedIn.account.id, asked.keyThumbprint)
        let session = asked.isLasting ? nil : signedIn.session.id
        make = { grant in
            Authorization(
                id: id,
                grant: grant,
                account: account,
                client: client,
                session: session,
                lastingAt: isLasting ? now : nil,
                terms: text,
                codeHash: hash,
                codeExpiresAt: hash == nil ? nil : now + AuthorizationCode.lifetime,
                createdAt: now,
                expiresAt: end,
                // A code that nobody redeems is soon forgotten.
                idleUntil: now + lifetimes.unredeemed,
                keyThumbprint: key
            )
        }
    }

    /// - Returns: the authorization.
    /// - Throws: ``OAuthRefusal`` `access_denied` when somebody lost the right to say so, or to get it, meanwhile.
    @discardableResult
    func store(at now: Int, in db: any SQLTransaction) throws -> Authorization {
        try GrantGate.check(account: grant.account, client: grant.client, in: db)
        guard try Session.find(id: session, in: db)?.isLive(at: now) ?? false else {
            throw OAuthRefusal(.accessDenied, "the session ended meanwhile; sign in again")
        }
        // Nobody can take the grant back before this transaction is over, and its authorizations are taken back with it: the gate
        // rests on that.
        let grant = try Grant.ensure(grant, in: db)
        try GrantScopes.add(scopes, to: grant.id, at: now, in: db)
        let authorization = make(grant.id)
        try Authorization.insert(authorization, in: db)
        return authorization
    }
}
