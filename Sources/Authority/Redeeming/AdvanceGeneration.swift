// The step from one generation of an authorization to the next: a handle, the ends of things, and one conditional write.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// Makes the refresh token of a generation.
struct NextRefresh: Sendable {
    let key: DerivedKey

    func text(of authorization: String, _ generation: Int) throws -> String {
        try RefreshTokenText(authorization: authorization, generation: generation, key: key).text
    }
}

extension Grants {
    static let overtaken = OAuthRefusal(
        .invalidGrant, "the grant was used or taken back at the same moment")

    /// Handles of one authorization that may live at once. Beyond it the oldest is taken back: who refreshes so often is
    /// not using the tokens.
    private static let mostHandles = 64

    /// Goes from one generation to the next.
    ///
    /// - Parameters:
    ///   - refresh: makes the refresh token of the next generation; `nil` where the present one stays, or there is none.
    ///   - kept: the digest of the one that stays.
    /// - Returns: `nil` where another was first.
    static func advance(
        _ found: Authorization,
        _ terms: AuthorizationTerms,
        _ passed: GrantGate.Passed,
        _ chosen: ChosenScopes,
        _ sender: ProvenSender,
        refresh: NextRefresh?,
        kept: String? = nil,
        lifetimes: GrantLifetimes,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> GenerationDraft? {
        let next = found.generation + 1
        let expiresAt = min(now + (chosen.api?.lifetime ?? lifetimes.access), found.expiresAt)
        let handle = try Records.StatusLists.allocate(expiringAt: expiresAt, in: db)
        var living = found.handles.filter { now < $0.expiresAt + Revoke.leeway }
        if living.count >= mostHandles {
            try StatusChanges.append(handles: [living.removeFirst().handle], at: now, in: db)
        }
        living.append(LivingHandle(handle, expiresAt: expiresAt))
        let hash = try refresh.map { SecretDigest.of(try $0.text(of: found.id, next)) } ?? kept
        let lasts = hash == nil ? expiresAt : max(expiresAt, now + lifetimes.idle)
        let step = GenerationStep(
            refreshHash: hash,
            // It stays until its last access token is dead everywhere, and never beyond its end.
            idleUntil: min(lasts, found.expiresAt),
            handles: living,
            keyThumbprint: sender.keyThumbprint,
            certificateThumbprint: sender.certificateThumbprint
        )
        guard try Authorization.advance(found, to: step, at: now, in: db) else { return nil }
        return GenerationDraft(
            authorization: found,
            terms: terms,
            account: passed.account,
            api: chosen.api,
            scopes: chosen.scopes,
            handle: handle,
            issuedAt: now,
            expiresAt: expiresAt,
            sender: sender,
            refreshGeneration: refresh == nil ? nil : next,
            isFirst: found.generation == 0,
            details: chosen.details
        )
    }

    /// What the sender must prove, of an authorization that is bound to a key or a certificate (RFC 9449 §5, §10; RFC 8705
    /// §4).
    static func check(
        _ sender: ProvenSender,
        against authorization: Authorization,
        of client: RegisteredClient
    ) throws(OAuthRefusal) {
        if let bound = authorization.keyThumbprint {
            guard let shown = sender.keyThumbprint else {
                throw OAuthRefusal(
                    .invalidDPoPProof, "this grant is bound to a key: send a proof of it in the header DPoP")
            }
            // A client that proves itself may take another key later; its code is bound to the first.
            guard shown.hasBytes(of: bound) || (!client.isPublic && authorization.generation > 0) else {
                throw OAuthRefusal(.invalidGrant, "this grant is bound to another key")
            }
        }
        if let bound = authorization.certificateThumbprint {
            guard let shown = sender.certificateThumbprint, shown.hasBytes(of: bound) || !client.isPublic
            else {
                throw OAuthRefusal(.invalidGrant, "this grant is bound to another certificate")
            }
        }
    }
}
