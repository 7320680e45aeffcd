// A token that was checked. Only the checking function can make one.

/// A token whose signature, issuer, audience, type and times hold.
public struct VerifiedToken: Sendable {
    /// The header, whose signature holds.
    public let header: JOSEHeader
    /// The claims, which keep the policy.
    public let claims: Claims

    init(header: JOSEHeader, claims: Claims) {
        self.header = header
        self.claims = claims
    }

    /// `iss`.
    public var issuer: String { claims.issuer ?? "" }
    /// `sub`; empty when the policy did not require it and the token has none.
    public var subject: String { claims.subject ?? "" }
    /// `aud`.
    public var audience: [String] { claims.audience ?? [] }
    /// `exp` in seconds since 1970, a fraction cut off.
    public var expiresAt: Int { Int(claims.date(.expiration) ?? 0) }
    /// `iat` in seconds since 1970, a fraction cut off.
    public var issuedAt: Int? { claims.date(.issuedAt).map { Int($0) } }
    /// `nbf` in seconds since 1970, a fraction cut off.
    public var notBefore: Int? { claims.date(.notBefore).map { Int($0) } }
    /// `jti`.
    public var identifier: String? { claims.identifier }

    /// Any claim, as JSON.
    public subscript(name: ClaimName) -> JSONValue? { claims[name] }
}
