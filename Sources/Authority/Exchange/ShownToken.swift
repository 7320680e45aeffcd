// A token that is shown to be exchanged: what it says, what it hangs on, and whether this client may come with it.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// A subject's or an actor's token that was found, and that its client may exchange.
struct ShownToken: Sendable {
    /// The parameter that it came in.
    let name: String
    /// `sub`, as the token has it: at pairwise clients it is not the account.
    let subject: String
    /// The client that it was issued to.
    let clientID: String
    let audience: String
    let scopes: ScopeSet
    /// The second at which it ends, for whatever reason is the first.
    let expiresAt: Int
    let handle: StatusHandle
    /// What its sender must prove to have.
    let bond: Confirmation?
    /// The claims of a signed one.
    let claims: VerifiedToken?
    let holder: TokenHolder

    /// Reads a token that was recognised.
    ///
    /// - Parameter name: of the parameter.
    /// - Returns: `nil` for a refresh token, and for a holder that does not fit.
    /// - Throws: ``TokenRejection`` for a bond that can't be read.
    init?(_ token: RecognisedToken, heldBy holder: TokenHolder, as name: String) throws {
        switch (token, holder) {
        case (.opaque, .named(let row)):
            (subject, clientID, audience) = (row.account, Tokens.ownClient, row.api)
            (scopes, handle) = (ScopeSet(parsing: row.scope), row.handle)
            expiresAt = min(row.expiresAt, holder.endsAt)
            (bond, claims) = (nil, nil)
        case (.signed(let signed, let handle), _):
            guard let audience = signed.audience.first else { return nil }
            (subject, clientID, self.audience) = (signed.subject, signed.clientID, audience)
            (scopes, self.handle) = (signed.scopes, handle)
            expiresAt = min(signed.expiresAt, holder.endsAt)
            (bond, claims) = (try Confirmation(in: signed.claims), signed)
        default:
            return nil
        }
        (self.holder, self.name) = (holder, name)
    }

    /// Who has acted for the subject so far (RFC 8693 §4.1).
    var actors: JSONValue? { claims?[.actor] }

    /// Whether it is a login token for the issuer itself, by which a person can have a token for any API.
    func opensAnyAPI(of issuer: Issuer) -> Bool {
        guard case .session = holder else { return false }
        return audience.hasBytes(of: issuer.value)
    }

    /// Whether it came to this client rightly: it was issued to it, or is for an API that the client guards, or it is a login
    /// token and the client is of this house.
    func isShownRightly(by caller: ClientCaller, in db: any SQLTransaction) throws -> Bool {
        if clientID.hasBytes(of: caller.id) { return true }
        if case .session = holder, caller.client.metadata.isFirstParty { return true }
        return try ClientGuards.apis(of: caller.id, in: db).contains { $0.hasBytes(of: audience) }
    }

    /// What a token is bound to must have come along: nothing that was bound becomes anybody's by an exchange.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request`.
    func checkBond(_ sender: ProvenSender) throws(OAuthRefusal) {
        if let key = bond?.keyThumbprint, !(sender.keyThumbprint?.hasBytes(of: key) ?? false) {
            throw OAuthRefusal(
                .invalidRequest,
                "the \(name) is bound to a key: send a proof of this very key in the header DPoP")
        }
        if let certificate = bond?.certificateThumbprint,
            !(sender.certificateThumbprint?.hasBytes(of: certificate) ?? false)
        {
            throw OAuthRefusal(
                .invalidRequest, "the \(name) is bound to a certificate: come with this very certificate")
        }
    }
}

extension TokenHolder {
    /// The second at which all that hangs on it ends.
    var endsAt: Int {
        switch self {
        case .named(let row): row.lastsUntil
        case .session(let row): row.expiresAt
        case .authorization(let owned): owned.authorization.expiresAt
        case .program: .max
        case .exchanged(let row, let root): min(row.expiresAt, root.endsAt)
        }
    }

    /// The row at the root of it; `nil` for a program's own token.
    var root: String? {
        switch self {
        case .named(let row): row.id
        case .session(let row): row.id
        case .authorization(let owned): owned.authorization.id
        case .program: nil
        case .exchanged(let row, _): row.root
        }
    }

    /// Whose it is; `nil` for a program's own token.
    var account: String? {
        switch self {
        case .named(let row): row.account
        case .session(let row): row.account
        case .authorization(let owned): owned.authorization.account
        case .program: nil
        case .exchanged(_, let root): root.account
        }
    }
}
