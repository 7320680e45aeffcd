// Rolling a named token: a new one like it, and an end for the old one after an overlap.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Tokens {
    /// The overlaps that may be asked for, in seconds: none, an hour, a day, a week.
    package static let overlaps = [0, 3_600, 86_400, 604_800]

    /// Gives a new token like this one: same API, name, description and form, and the scopes of it that the account
    /// still holds. The old one is taken back when the overlap is over; at once where there is none.
    ///
    /// - Parameters:
    ///   - overlap: seconds for which both hold; one of ``overlaps``.
    ///   - expiresIn: seconds; as long as the old one was made for where it is `nil`.
    ///   - caller: whose token it must be; `nil` for an administrator at the data.
    /// - Throws: ``OAuthRefusal`` `not_found`; `already_exists` when it was rolled before; `invalid_request` for another
    ///   overlap or lifetime; `invalid_scope` when the account holds none of its scopes any more; `credentials_invalid`
    ///   as ``issue(_:to:at:)`` does.
    package func roll(
        _ id: String,
        overlap: Int,
        expiresIn: Int? = nil,
        of caller: Caller?,
        at now: Int
    ) async throws -> IssuedToken {
        guard Tokens.overlaps.contains(overlap) else {
            let list = Tokens.overlaps.map(String.init).joined(separator: ", ")
            throw OAuthRefusal(.invalidRequest, "the overlap is one of \(list) seconds; asked for \(overlap)")
        }
        if let expiresIn { _ = try TokenGrant.lifetime(expiresIn, longest: longestNamed) }
        let longest = longestNamed
        let key = keys.active
        let (signed, opaque) = (
            TokenMaterial(isNamed: true, isOpaque: false, key: key),
            TokenMaterial(isNamed: true, isOpaque: true, key: key)
        )
        let (draft, isOpaque) = try await database.write { db in
            if let caller { try Accounts.recheck(caller, at: now, in: db) }
            let old = try Tokens.rollable(id, of: caller, at: now, in: db)
            let lifetime = min(expiresIn ?? old.expiresAt - old.createdAt, longest)
            let material = old.secretHash == nil ? signed : opaque
            let scopes = try Tokens.scopesStillHeld(of: old, in: db)
            let new = NamedToken(
                id: material.id,
                account: old.account,
                api: old.api,
                name: old.name,
                description: old.description,
                scope: scopes.description,
                handle: try Records.StatusLists.allocate(expiringAt: now + lifetime, in: db),
                createdAt: now,
                expiresAt: now + lifetime,
                kid: material.secret == nil ? key.keyID : nil,
                secretHash: material.secret.map { SecretDigest.of($0.text) }
            )
            try NamedToken.insert(new, in: db)
            guard try NamedToken.markRolled(id: old.id, to: new.id, endingAt: now + overlap, in: db) else {
                throw OAuthRefusal(.alreadyExists, "this token was rolled or taken back meanwhile")
            }
            if overlap == 0 { try Revoke.tokens([old], at: now, in: db) }
            return (TokenDraft(new, scopes), material.secret != nil)
        }
        await feed.wake()
        return try mint(draft, with: isOpaque ? opaque : signed, at: now)
    }

    /// The token, if it is the caller's, lives, and was not rolled before: a chain has no branches.
    private static func rollable(
        _ id: String,
        of caller: Caller?,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> NamedToken {
        guard let token = try find(id, in: db), token.isLive(at: now),
            caller == nil || token.account == caller?.account.id,
            try Account.find(id: token.account, in: db)?.disabledAt == nil
        else {
            throw OAuthRefusal(
                .notFound,
                "there is no such token, or it lives no more; list the named ones and take the id from there"
            )
        }
        if let successor = token.successor {
            throw OAuthRefusal(
                .alreadyExists, "this token was rolled before; roll \(successor), which followed it")
        }
        return token
    }

    /// What the account lost since is not given again.
    private static func scopesStillHeld(of token: NamedToken, in db: any SQLTransaction) throws -> ScopeSet {
        let asked = ScopeSet(parsing: token.scope)
        let held = try AccountScopes.of(account: token.account, api: token.api, in: db)
        let left = asked.limited(to: held)
        guard asked.isEmpty || !left.isEmpty else {
            throw OAuthRefusal(
                .invalidScope, "the account holds none of the token's scopes any more; take it back instead")
        }
        return left
    }
}
