// The claims of a JWT access token (RFC 9068 §2.2): written by the authority, read by verifiers.

public import JOSE

extension ClaimName {
    /// The client that the token was issued to (RFC 8693 §4.3).
    public static let clientID: ClaimName = "client_id"
    /// The space-separated scopes (RFC 8693 §4.2).
    public static let scope: ClaimName = "scope"
    /// Who acts for the subject, and who acted before (RFC 8693 §4.1).
    public static let actor: ClaimName = "act"
}

/// What an authority puts into an access token.
public struct AccessTokenClaims: Sendable {
    /// `iss`.
    public var issuer: Issuer
    /// `sub`: the account.
    public var subject: String
    /// `aud`: the one API that the token is for.
    public var audience: String
    /// `client_id`.
    public var clientID: String
    /// `scope`.
    public var scopes: ScopeSet
    /// `iat`, in seconds since 1970.
    public var issuedAt: Int
    /// `exp`, in seconds since 1970.
    public var expiresAt: Int
    /// `jti`.
    public var identifier: String
    /// `status`: the handle by which the token can be taken back.
    public var status: StatusReference
    /// `cnf`: what the sender must prove to have.
    public var confirmation: Confirmation?
    /// `auth_time`, in seconds since 1970, `acr` and `amr`: when and how the subject signed in (RFC 9068 §2.2.1).
    public var authTime: Int?
    /// `acr`.
    public var acr: String?
    /// `amr`; left out while empty.
    public var amr: [String] = []
    /// `act`: who acts for the subject (RFC 8693 §4.1).
    public var actor: JSONValue?
    /// `authorization_details`: what the token allows in detail (RFC 9396 §9.1), objects with a `type`; left out while empty.
    public var authorizationDetails: [JSONValue] = []
    /// Further claims, which name none of the above.
    public var others: [(name: String, value: JSONValue)] = []

    /// All claims that RFC 9068 §2.2 requires, a scope and a status.
    public init(
        issuer: Issuer,
        subject: String,
        audience: String,
        clientID: String,
        scopes: ScopeSet,
        issuedAt: Int,
        expiresAt: Int,
        identifier: String,
        status: StatusReference
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.clientID = clientID
        self.scopes = scopes
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.identifier = identifier
        self.status = status
    }

    /// Claims that RFC 9068 §2.2 requires besides those that every policy asks for.
    public static let required: [ClaimName] = [.subject, .clientID, .issuedAt, .identifier]

    /// Signs the token.
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    public func sign(with key: SigningKey) throws(JOSEError) -> String {
        try key.signToken(type: .accessToken) { claims in
            claims.member("iss", issuer.value)
            claims.member("sub", subject)
            claims.member("aud", audience)
            claims.member("exp", expiresAt)
            claims.member("iat", issuedAt)
            claims.member("jti", identifier)
            claims.member("client_id", clientID)
            claims.member("scope", scopes.description)
            if let authTime { claims.member("auth_time", authTime) }
            if let acr { claims.member("acr", acr) }
            if !amr.isEmpty { claims.member("amr", amr) }
            if let actor { claims.member("act", actor) }
            if !authorizationDetails.isEmpty {
                claims.array("authorization_details", authorizationDetails)
            }
            confirmation?.write(to: &claims)
            status.write(to: &claims)
            for (name, value) in others { claims.member(name, value) }
        }
    }
}

extension VerifiedToken {
    /// `client_id`; empty when the policy did not require it and the token has none.
    public var clientID: String { self[.clientID]?.string ?? "" }

    /// `scope`, as a set; empty when the token has none.
    public var scopes: ScopeSet { ScopeSet(parsing: self[.scope]?.string ?? "") }

    /// Refuses a token that lacks one of the scopes.
    ///
    /// - Throws: ``TokenRejection/scopeMissing(needed:held:)``, which names the ones it lacks.
    public func requireScopes(_ needed: [String]) throws(TokenRejection) {
        let held = scopes
        let missing = needed.filter { !held.contains($0) }
        guard missing.isEmpty else { throw .scopeMissing(needed: missing, held: held.names) }
    }

    /// Refuses a token that has none of the scopes.
    ///
    /// - Throws: ``TokenRejection/scopeMissing(needed:held:)``, which names all that would do.
    public func requireScopes(anyOf choices: [String]) throws(TokenRejection) {
        let held = scopes
        guard choices.contains(where: held.contains) else {
            throw .scopeMissing(needed: choices, held: held.names)
        }
    }
}
