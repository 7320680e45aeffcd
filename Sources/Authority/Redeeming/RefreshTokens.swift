// Refreshing (RFC 6749 §6, RFC 9700 §4.14): the token is replaced, a retry gets the same successor, a replay ends the family.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Grants {
    /// Seconds within which a token that was replaced still gets its successor: answers get lost, and programs race with
    /// themselves.
    static let grace = 30

    private enum Outcome: Sendable {
        case made(GenerationDraft)
        /// An old token came back too late: the family was ended.
        case reused
    }

    func refresh(
        _ request: RefreshRequest,
        by caller: ClientCaller,
        _ sender: ProvenSender,
        at now: Int
    ) async throws -> GrantedTokens {
        guard let shown = RefreshTokenText(request.token, key: refreshKey) else { throw Grants.wrongToken }
        let (hash, lifetimes, client) = (SecretDigest.of(shown.text), lifetimes, caller.client)
        let refresh = NextRefresh(key: refreshKey)
        let outcome: Outcome = try await tokens.directory.write { directory, db in
            guard let owned = try OwnedAuthorization.find(id: shown.authorization, in: db),
                owned.authorization.client.hasBytes(of: caller.id)
            else { throw Grants.wrongToken }
            let found = owned.authorization
            let terms = try AuthorizationTerms(found)
            let passed = try GrantGate.pass(owned, at: now, in: db, directory)
            try Grants.check(sender, against: found, of: client)
            let chosen = try ChosenScopes(
                terms, resources: request.resources, scope: request.scope, details: request.details,
                living: passed.scopes, account: passed.account, client: client, in: directory)
            if found.refreshHash?.hasBytes(of: hash) ?? false {
                let keeps = Grants.keeps(client, sender)
                let draft = try Grants.advance(
                    found, terms, passed, chosen, sender, refresh: keeps ? nil : refresh, kept: hash,
                    lifetimes: lifetimes, at: now, in: db)
                guard let draft else { throw Grants.overtaken }
                return .made(draft)
            }
            guard let again = Grants.retried(found, terms, passed, chosen, sender, shown, at: now) else {
                try Revoke.authorizations([found], at: now, in: db)
                return .reused
            }
            return .made(again)
        }
        guard case .made(let draft) = outcome else {
            await feed.wake()
            throw Grants.wrongToken
        }
        return try await mint(draft, for: client, keeping: draft.refreshGeneration == nil ? shown.text : nil)
    }

    private static let wrongToken = OAuthRefusal(
        .invalidGrant,
        "the refresh token is wrong, over, used, taken back, or another client's; sign in again")

    /// Whether a client keeps its refresh token: one that proves itself, and whose tokens are bound to it, loses nothing by a
    /// thief (FAPI 2.0 §5.3.2.1).
    private static func keeps(_ client: RegisteredClient, _ sender: ProvenSender) -> Bool {
        !client.isPublic && sender.confirmation != nil
    }

    /// The generation that the token was replaced by, once more, to the one who replaced it a moment ago.
    private static func retried(
        _ found: Authorization,
        _ terms: AuthorizationTerms,
        _ passed: GrantGate.Passed,
        _ chosen: ChosenScopes,
        _ sender: ProvenSender,
        _ shown: RefreshTokenText,
        at now: Int
    ) -> GenerationDraft? {
        guard shown.generation == found.generation - 1, let rotatedAt = found.rotatedAt,
            (0...grace).contains(now - rotatedAt), let last = found.handles.last,
            sender.keyThumbprint == found.keyThumbprint,
            sender.certificateThumbprint == found.certificateThumbprint
        else { return nil }
        return GenerationDraft(
            authorization: found,
            terms: terms,
            account: passed.account,
            api: chosen.api,
            scopes: chosen.scopes,
            handle: last.handle,
            issuedAt: rotatedAt,
            expiresAt: last.expiresAt,
            sender: sender,
            refreshGeneration: found.generation,
            isFirst: false,
            details: chosen.details
        )
    }
}
