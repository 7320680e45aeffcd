// Redeeming a code (RFC 6749 §4.1.3): its checks read as a list, and it is good once.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Grants {
    /// What the transaction found.
    private enum Outcome: Sendable {
        case made(GenerationDraft)
        /// The code was redeemed before, and this request was otherwise right: the tokens of then were taken back.
        case replayed
    }

    func redeem(
        _ request: CodeRequest,
        by caller: ClientCaller,
        _ sender: ProvenSender,
        at now: Int
    ) async throws -> GrantedTokens {
        guard let code = AuthorizationCode(request.code) else { throw Grants.wrongCode }
        let (hash, lifetimes) = (SecretDigest.of(code.text), lifetimes)
        let refresh = NextRefresh(key: refreshKey)
        let outcome: Outcome = try await tokens.directory.write { directory, db in
            guard let owned = try OwnedAuthorization.find(id: code.authorization, in: db) else {
                throw Grants.wrongCode
            }
            let found = owned.authorization
            // Its name alone says nothing: tokens show it as well.
            guard let kept = found.codeHash, ConstantTime.equal(kept.utf8, hash.utf8) else {
                throw Grants.wrongCode
            }
            let terms = try AuthorizationTerms(found)
            guard found.client.hasBytes(of: caller.id) else { throw Grants.wrongCode }
            // A replay is one, however late it comes.
            guard found.codeUsedAt != nil || found.codeExpiresAt.map({ now < $0 }) ?? false else {
                throw Grants.wrongCode
            }
            try Grants.check(request, terms, caller.client)
            try Grants.check(sender, against: found, of: caller.client)
            // Whoever can't answer the challenge must not be able to end the tokens of who did (OAuth 2.1 §4.1.3).
            guard found.codeUsedAt == nil else { return try Grants.replayed(found, at: now, in: db) }
            let passed = try GrantGate.pass(owned, at: now, in: db, directory)
            let chosen = try ChosenScopes(
                terms, resources: request.resources, scope: nil, details: request.details,
                living: passed.scopes, account: passed.account, client: caller.client, in: directory)
            let wantsRefresh = caller.client.grantTypes.contains(.refreshToken)
            let draft = try Grants.advance(
                found, terms, passed, chosen, sender, refresh: wantsRefresh ? refresh : nil,
                lifetimes: lifetimes, at: now, in: db)
            return try draft.map(Outcome.made) ?? Grants.replayed(found, at: now, in: db)
        }
        guard case .made(let draft) = outcome else {
            await feed.wake()
            throw Grants.wrongCode
        }
        return try await mint(draft, for: caller.client)
    }

    private static func replayed(
        _ found: Authorization,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> Outcome {
        try Revoke.authorizations([found], at: now, in: db)
        return .replayed
    }

    private static let wrongCode = OAuthRefusal(
        .invalidGrant,
        "the code is wrong, over, used, or another client's; begin again at the authorization endpoint")

    /// The redirect URI and the challenge (RFC 6749 §4.1.3, RFC 7636 §4.6).
    private static func check(
        _ request: CodeRequest,
        _ terms: AuthorizationTerms,
        _ client: RegisteredClient
    ) throws(OAuthRefusal) {
        if let named = terms.redirectURI {
            guard let again = request.redirectURI else {
                // OAuth 2.1 §4.1.3: the challenge has taken its place.
                guard terms.challenge != nil else {
                    throw OAuthRefusal(.invalidGrant, "the parameter redirect_uri is missing")
                }
                return try check(request.verifier, terms.challenge)
            }
            guard again.hasBytes(of: named) else {
                throw OAuthRefusal(
                    .invalidGrant, "the redirect_uri is not the one of the authorization request")
            }
        } else if let again = request.redirectURI, !client.redirects.contains(where: { $0.accepts(again) }) {
            throw OAuthRefusal(.invalidGrant, "the redirect_uri is not one of the client's")
        }
        try check(request.verifier, terms.challenge)
    }

    private static func check(_ verifier: String?, _ challenge: String?) throws(OAuthRefusal) {
        guard let challenge else {
            // RFC 9700 §4.8.2: a verifier without a challenge is the mark of a downgrade.
            guard verifier == nil else {
                throw OAuthRefusal(
                    .invalidGrant, "a code_verifier came, and the request had no code_challenge")
            }
            return
        }
        guard let verifier, CodeChallenge(stored: challenge).accepts(verifier) else {
            throw OAuthRefusal(.invalidGrant, "the code_verifier does not answer the code_challenge")
        }
    }
}
