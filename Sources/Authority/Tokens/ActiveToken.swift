// The members of an introspection answer (RFC 7662 §2.2): what stands in a token, or in the row of an opaque one.

package import JOSE
internal import OAuth
internal import Records

/// A token that is good now, and what is said of it.
package struct ActiveToken: Sendable {
    private let issuer: Issuer
    private let subject: String
    private let audience: String
    private let clientID: String
    private let scopes: ScopeSet
    private let expiresAt: Int
    private let issuedAt: Int
    private let identifier: String
    /// `nil` for a refresh token, which carries none.
    private let status: StatusReference?
    /// `cnf`, of a token that is bound to a key.
    private let confirmation: JSONValue?
    /// `act`, of a token that was given for another one.
    private let actor: JSONValue?
    private let isAccessToken: Bool
    /// What it allows in detail (RFC 9396 §9.2): the claim of a signed token.
    private var details: JSONValue?

    /// An opaque token. Its `jti` is made of its handle and its row's identifier, so that it is the same each time.
    init(_ row: NamedToken, issuer: Issuer, scopes: ScopeSet) {
        self.issuer = issuer
        subject = row.account
        audience = row.api
        clientID = Tokens.ownClient
        self.scopes = scopes
        expiresAt = row.lastsUntil
        issuedAt = row.createdAt
        identifier = row.handle.tokenIdentifier(row.id.drop { $0 != "_" }.dropFirst())
        status = issuer.status(of: row.handle)
        (confirmation, actor) = (nil, nil)
        isAccessToken = true
    }

    /// A refresh token (RFC 7662 §2.2): whose it is and until when, and nothing of what it is for.
    ///
    /// - Parameter subject: what its client calls the person.
    init(
        refreshOf row: Authorization,
        issuer: Issuer,
        subject: String,
        client: RegisteredClient
    ) throws {
        self.issuer = issuer
        self.subject = subject
        let terms = try AuthorizationTerms(row)
        audience = issuer.value
        clientID = row.client
        // What an account or an API loses takes the authorization back; what its client may no longer ask for does not.
        let approved = terms.openID + terms.apis.flatMap(\.scopes)
        scopes = ScopeSet(approved.filter(client.mayAsk).compactMap { Scope($0) })
        expiresAt = min(row.expiresAt, row.idleUntil)
        issuedAt = row.rotatedAt ?? row.createdAt
        identifier = row.id
        status = nil
        (confirmation, actor) = (nil, nil)
        isAccessToken = false
    }

    /// A signed token; `nil` when a claim is not as we write it.
    init?(_ token: VerifiedToken, issuer: Issuer, scopes: ScopeSet) {
        do {
            guard let audience = token.audience.first, let issuedAt = token.issuedAt,
                let identifier = token.identifier, let status = try StatusReference(in: token.claims)
            else { return nil }
            (self.audience, self.issuedAt) = (audience, issuedAt)
            (self.identifier, self.status) = (identifier, status)
        } catch {
            return nil
        }
        self.issuer = issuer
        subject = token.subject
        clientID = token.clientID
        self.scopes = scopes
        expiresAt = token.expiresAt
        (confirmation, actor) = (token["cnf"], token[.actor])
        details = token[.authorizationDetails]
        isAccessToken = true
    }

    /// Writes the members of an answer; of a token that is not active exactly `active`.
    package static func write(_ token: ActiveToken?, to json: inout JSONWriter) {
        json.member("active", token != nil)
        guard let token else { return }
        json.member("iss", token.issuer.value)
        json.member("sub", token.subject)
        json.member("aud", token.audience)
        json.member("client_id", token.clientID)
        json.member("scope", token.scopes.description)
        json.member("exp", token.expiresAt)
        json.member("iat", token.issuedAt)
        json.member("jti", token.identifier)
        if token.isAccessToken {
            json.member("token_type", token.confirmation?["jkt"] == nil ? "Bearer" : "DPoP")
        }
        if let confirmation = token.confirmation { json.member("cnf", confirmation) }
        if let actor = token.actor { json.member("act", actor) }
        if let details = token.details { json.member("authorization_details", details) }
        token.status?.write(to: &json)
    }
}

extension Tokens {
    /// The answer as a signed token for the asker alone (RFC 9701 §5): `iss`, `aud`, `iat`, and the answer as one claim.
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    package func signedAnswer(
        _ token: ActiveToken?,
        for caller: ClientCaller,
        at now: Int
    ) throws(JOSEError) -> String {
        try keys.active.signToken(type: .introspection) { claims in
            claims.member("iss", issuer.value)
            claims.member("aud", caller.id)
            claims.member("iat", now)
            claims.object("token_introspection") { ActiveToken.write(token, to: &$0) }
        }
    }
}
