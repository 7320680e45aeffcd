// Who must sign in, who must be asked, and who is answered: the decisions about a request that keeps the rules.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Authorizations {
    /// - Parameters:
    ///   - since: whoever signed in at this moment or later did it for this request.
    ///   - carried: the request as it goes on between the pages, with its mark.
    func decide(
        _ request: AuthorizationRequest,
        signedIn: SignedIn?,
        decision: ConsentDecision?,
        since: Int?,
        carried: String,
        at now: Int
    ) async throws -> AuthorizationStep {
        if decision == .denied {
            // A request that was answered is over: its name must not bring another answer.
            if let pushed = request.pushed {
                _ = try await database.write { try PushedRequest.use(hash: pushed, at: now, in: $0) }
            }
            throw OAuthRefusal(.accessDenied, "the person said no")
        }
        let isQuiet = request.prompts.contains(.none)
        let question = SignInQuestion(client: request.client, request: carried)
        if let classes = request.claims?.essentialClasses,
            !classes.contains(where: { $0.hasBytes(of: AuthenticationClass.password) })
        {
            throw OAuthRefusal(
                .unmetAuthenticationRequirements, "no sign-in here is of a class that the request takes")
        }
        if let signedIn, let hint = request.hint, since.map({ signedIn.session.createdAt >= $0 }) ?? false,
            !isMeant(signedIn, by: hint, of: request.client)
        {
            throw OAuthRefusal(.loginRequired, "somebody else signed in than the request names")
        }
        guard let signedIn, !mustSignIn(request, signedIn, since: since, at: now) else {
            if isQuiet { throw OAuthRefusal(.loginRequired, "nobody is signed in as the request wants it") }
            return .needsSignIn(question)
        }
        let items = try await items(
            of: request.wanted, request.claims, for: signedIn.account, at: request.client)
        guard !items.isEmpty else {
            throw OAuthRefusal(.accessDenied, "this account holds nothing of what the request asks for")
        }
        if Authorizations.mustAsk(request, items), decision == nil {
            if isQuiet { throw OAuthRefusal(.consentRequired, "the person has not allowed all of it yet") }
            return .needsConsent(
                ConsentQuestion(
                    client: request.client, accountID: signedIn.accountID, username: signedIn.username,
                    redirect: request.redirect, device: nil, items: items,
                    details: request.wanted.details(beside: items).map(\.shown), request: carried))
        }
        guard
            let answer = try await approve(
                request, items, by: signedIn, isSilent: decision == nil, at: now)
        else {
            // What was allowed is not any more: asked for once more, the person is asked as well.
            return try await decide(
                request, signedIn: signedIn, decision: decision, since: since, carried: carried, at: now)
        }
        return .answered(answer)
    }

    /// Whether the person must show (again) who they are.
    private func mustSignIn(
        _ request: AuthorizationRequest,
        _ signedIn: SignedIn,
        since: Int?,
        at now: Int
    ) -> Bool {
        let authTime = signedIn.session.createdAt
        let isFresh = since.map { authTime >= $0 } ?? false
        let asksAnew: Set<Prompt> = [.login, .selectAccount, .create]
        if !request.prompts.isDisjoint(with: asksAnew), !isFresh { return true }
        // A sign-in for this request is as young as it can be, however short the age that is asked for.
        if let maximumAge = request.maximumAge, now - authTime > maximumAge, !isFresh { return true }
        return request.hint.map { !isMeant(signedIn, by: $0, of: request.client) } ?? false
    }

    private func isMeant(_ signedIn: SignedIn, by hint: SubjectHint, of client: RegisteredClient) -> Bool {
        hint.subject.hasBytes(of: subjects.subject(of: signedIn.account.id, at: client))
    }

    /// What the request asks for and the account can give, each with whether it was allowed before.
    func items(
        of wanted: WantedScopes,
        _ claims: ClaimsRequest?,
        for account: Account,
        at client: RegisteredClient
    ) async throws -> [ConsentItem] {
        try await database.read { db in
            try Authorizations.items(of: wanted, claims, for: account, at: client, in: db)
        }
    }

    /// The same within a transaction.
    static func items(
        of wanted: WantedScopes,
        _ claims: ClaimsRequest?,
        for account: Account,
        at client: RegisteredClient,
        in db: any SQLTransaction
    ) throws -> [ConsentItem] {
        let isOpenID = wanted.openID.contains(.openid)
        let claims = isOpenID ? claims.map { $0.inIDToken + $0.inUserinfo } ?? [] : []
        let granted =
            try Grant.find(account: account.id, client: client.id, in: db)
            .map { try GrantScopes.of(grant: $0.id, in: db) } ?? []
        func isNew(_ api: String, _ scope: String) -> Bool {
            !granted.contains { $0.api.hasBytes(of: api) && $0.scope.hasBytes(of: scope) }
        }
        var items = wanted.openID.map { scope in
            ConsentItem(
                api: nil, scope: scope.rawValue, sentence: scope.sentence, isNew: isNew("", scope.rawValue))
        }
        let byScope = wanted.openID.flatMap(\.claims)
        let single = claims.filter { !byScope.contains($0) && client.mayLearn(claim: $0) }
        items += PersonClaims.told(Set(single), of: account).map { claim in
            let scope = ConsentItem.claimPrefix + claim.name
            return ConsentItem(
                api: nil, scope: scope, sentence: "see your \(claim.name.replacing("_", with: " "))",
                isNew: isNew("", scope))
        }
        for (api, scopes) in wanted.apis {
            let held = try AccountScopes.of(account: account.id, api: api.identifier, in: db)
            // At an API with scopes, who holds none of them has no business.
            guard !held.isEmpty || api.scopes.isEmpty else { continue }
            let given = api.scopes.filter { scope in
                [scopes, held].allSatisfy { $0.contains { $0.hasBytes(of: scope.scope) } }
            }
            guard !given.isEmpty || scopes.isEmpty || wanted.hasDetails(at: api) else { continue }
            items.append(
                ConsentItem(
                    api: api, scope: "", sentence: "know who you are", isNew: isNew(api.identifier, "")))
            items += given.map { scope in
                ConsentItem(
                    api: api, scope: scope.scope, sentence: scope.sentence,
                    isNew: isNew(api.identifier, scope.scope))
            }
        }
        return items
    }

    /// Whether the person must be asked: for what is new, when the client wants it, and always where the client may be another
    /// than it says: because nobody vouched for it (RFC 9700 §4.11), or because any program on the person's device can take
    /// its place (RFC 8252 §8.6).
    static func mustAsk(_ request: AuthorizationRequest, _ items: [ConsentItem]) -> Bool {
        if request.prompts.contains(.consent) || !request.client.isVouchedFor { return true }
        if request.client.isPublic, request.redirect.isAnybodys { return true }
        // A yes to one payment is no yes to the next, even if it is for the same.
        if !request.wanted.details(beside: items).isEmpty { return true }
        return !request.client.metadata.isFirstParty && items.contains(where: \.isNew)
    }

    /// The subject of an ID token of ours, which may have expired long ago (OpenID Connect Core §3.1.2.1).
    func subject(hintedBy text: String) throws -> SubjectHint {
        SubjectHint(subject: try ShownIDToken(text, issuer: issuer, keys: keys).subject)
    }
}
