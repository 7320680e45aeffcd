// Writing the tokens of a generation: the access token, the ID token, and the refresh token, after the transaction.

internal import JOSE
internal import OAuth
internal import Records

extension Grants {
    /// The `aud` of an access token that is for no API: what the issuer itself tells of the person.
    static func ownAudience(_ issuer: Issuer) -> String { issuer.url("/oauth/userinfo") }

    /// The tokens of a generation. Its row is there already, so what fails here leaves a row that nobody holds the tokens of.
    ///
    /// - Parameter kept: the refresh token that stays.
    func mint(
        _ draft: GenerationDraft,
        for client: RegisteredClient,
        keeping kept: String? = nil
    ) async throws -> GrantedTokens {
        let subject = subjects.subject(of: draft.account.id, at: client)
        var claims = AccessTokenClaims(
            issuer: issuer,
            subject: subject,
            audience: draft.api?.identifier ?? Grants.ownAudience(issuer),
            clientID: client.id,
            scopes: draft.scopes,
            issuedAt: draft.issuedAt,
            expiresAt: draft.expiresAt,
            identifier: draft.handle.tokenIdentifier(draft.authorization.id.drop { $0 != "_" }.dropFirst()),
            status: issuer.status(of: draft.handle)
        )
        claims.confirmation = draft.sender.confirmation
        claims.authTime = draft.terms.authTime
        claims.acr = AuthenticationClass.password
        claims.amr = draft.terms.methods
        claims.authorizationDetails = draft.details
        claims.others = OwnClaims.of(draft.account, client)
        var granted = try await tokens.written(claims, for: draft.api, to: draft.sender)
        granted.details = draft.details
        granted.refreshToken =
            try draft.refreshGeneration.map {
                try NextRefresh(key: refreshKey).text(of: draft.authorization.id, $0)
            } ?? kept
        if draft.terms.isOpenID, draft.scopes.contains(OpenIDScope.openid.rawValue) {
            granted.idToken = try await identity(draft, of: subject, for: client, with: granted.accessToken)
        }
        return granted
    }

    private func identity(
        _ draft: GenerationDraft,
        of subject: String,
        for client: RegisteredClient,
        with token: String
    ) async throws -> String {
        var claims = IDTokenClaims(
            issuer: issuer,
            subject: subject,
            clientID: client.id,
            issuedAt: draft.issuedAt,
            expiresAt: draft.issuedAt + lifetimes.identity,
            authTime: draft.terms.authTime,
            methods: draft.terms.methods,
            acr: AuthenticationClass.password
        )
        // A refreshed ID token repeats no nonce: no request stands behind it (OpenID Connect Core §12.2).
        claims.nonce = draft.isFirst ? draft.terms.nonce : nil
        claims.session = draft.authorization.session.map { subjects.session($0, at: client.id) }
        claims.accessToken = token
        claims.others = Grants.told(draft.scopes, beside: draft.terms.inIDToken, of: draft.account, client)
        return try claims.sign(with: await keys.key(for: client.idTokenAlgorithm, at: draft.issuedAt))
    }

    /// What is told of a person: by the scopes that were allowed, and single claims that the request asked for.
    static func told(
        _ scopes: ScopeSet,
        beside asked: [String],
        of account: Account,
        _ client: RegisteredClient
    ) -> [(name: String, value: JSONValue)] {
        let byScope = OpenIDScope.allCases.filter { scopes.contains($0.rawValue) }.flatMap(\.claims)
        return PersonClaims.told(Set(byScope + asked.filter(client.mayLearn(claim:))), of: account)
            + OwnClaims.of(account, client)
    }
}
