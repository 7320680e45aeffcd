// The gate of an exchange: what a shown token is still good for, asked of the database in the transaction that gives another.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// What is asked each time a token is to be given for another one.
enum ExchangeGate {
    /// A token that was shown rightly, and that lives.
    ///
    /// - Parameter name: of the parameter.
    /// - Throws: ``OAuthRefusal`` `invalid_request` (RFC 8693 §2.2.2): one answer for whatever is wrong with the token itself,
    ///   so that who found one learns nothing of it here.
    static func pass(
        _ token: RecognisedToken,
        _ name: String,
        by caller: ClientCaller,
        _ sender: ProvenSender,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> ShownToken {
        guard let holder = try token.holder(in: db),
            let shown = try ShownToken(token, heldBy: holder, as: name)
        else {
            throw unfit(name, "nothing that is known holds it")
        }
        guard try shown.isShownRightly(by: caller, in: db) else {
            throw unfit(name, "it is neither the client's nor for an API that it guards")
        }
        guard now < shown.expiresAt, try !StatusChanges.isRevoked(shown.handle, in: db) else {
            throw unfit(name, "it is over, or was taken back")
        }
        try shown.checkBond(sender)
        return shown
    }

    /// What the owner of a token still holds at an API, as far as what the token hangs on still gives it.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request` where nothing does: the account or the client was shut out, the session is
    ///   over, the grant was taken back.
    static func holdings(
        _ shown: ShownToken,
        _ holder: TokenHolder,
        at api: String,
        _ now: Int,
        in db: any SQLTransaction
    ) throws -> [String] {
        switch holder {
        case .named(let row):
            guard row.isLive(at: now) else { throw unfit(shown.name, "the named token is over") }
            return try held(shown, row.account, at: api, in: db)
        case .session(let row):
            guard row.isLive(at: now) else { throw unfit(shown.name, "the session is over") }
            return try held(shown, row.account, at: api, in: db)
        case .authorization(let owned):
            return try passed(shown, owned, at: now, in: db).held.filter { $0.api.hasBytes(of: api) }
                .map(\.scope)
        case .program:
            guard let client = try Client.find(id: shown.subject, in: db), client.disabledAt == nil else {
                throw unfit(shown.name, "the client is disabled")
            }
            return try ClientScopes.of(client: client.id, api: api, in: db)
        case .exchanged(let row, let root):
            guard row.isLive(at: now) else { throw unfit(shown.name, "the exchanged token is over") }
            return try holdings(shown, root, at: api, now, in: db)
        }
    }

    private static func held(
        _ shown: ShownToken,
        _ id: String,
        at api: String,
        in db: any SQLTransaction
    ) throws -> [String] {
        guard let account = try Account.find(id: id, in: db), account.disabledAt == nil else {
            throw unfit(shown.name, "the account is disabled")
        }
        return try AccountScopes.of(account: account.id, api: api, in: db)
    }

    private static func passed(
        _ shown: ShownToken,
        _ owned: OwnedAuthorization,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> LivingScopes {
        do {
            return try GrantGate.pass(owned, at: now, in: db).scopes
        } catch let refusal as OAuthRefusal {
            throw unfit(shown.name, refusal.sentence)
        }
    }

    /// - Parameter detail: what the log is told.
    static func unfit(_ name: String, _ detail: String) -> OAuthRefusal {
        OAuthRefusal(
            .invalidRequest,
            "the \(name) is none that this client may exchange: an access token of this issuer that lives, and that was "
                + "issued to this client or is for an API that it guards",
            detail: detail
        )
    }
}
