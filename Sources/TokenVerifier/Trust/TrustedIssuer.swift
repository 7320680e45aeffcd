// An issuer whose tokens are taken, and on what terms.

public import JOSE
public import OAuth

/// An issuer that a verifier trusts, and what its tokens must be.
public struct TrustedIssuer: Sendable {
    /// The exact `iss` of the tokens; the metadata is looked for there.
    public let issuer: Issuer
    /// Who this API is to that issuer; a token must name it in `aud`.
    public let audience: String

    let policy: TokenPolicy
    let requiresStatus: Bool
    let statusUnavailable: StatusUnavailable
    /// `nil` where opaque tokens are not taken.
    let opaque: OpaqueTokens?

    /// An issuer to trust.
    ///
    /// - Parameters:
    ///   - issuer: the exact `iss` of the tokens (RFC 8414 §2).
    ///   - audience: who this API is; a token must name it in `aud`.
    ///   - algorithms: those that may sign; by default each whose key can be published. HMAC never can.
    ///   - type: the `typ` that a token must have.
    ///   - leeway: seconds by which the clocks may differ.
    ///   - requiresStatus: whether a token without a `status` claim is refused; one that has it is always asked about.
    ///   - statusUnavailable: what to do while a status list can't be had.
    ///   - acceptOpaque: how the issuer is asked about opaque tokens; they are not taken where it is `nil`.
    /// - Throws: ``OAuthRefusal`` when a parameter makes no sense.
    public init(
        _ issuer: String,
        audience: String,
        algorithms: Set<SignatureAlgorithm> = SignatureAlgorithm.asymmetric,
        type: TokenType = .accessToken,
        leeway: Int = 30,
        requiresStatus: Bool = false,
        statusUnavailable: StatusUnavailable = .refuse,
        acceptOpaque: OpaqueTokens? = nil
    ) throws(OAuthRefusal) {
        guard !audience.isEmpty else {
            throw OAuthRefusal(.invalidRequest, "the audience is empty; name this API")
        }
        guard !algorithms.isEmpty else {
            throw OAuthRefusal(.invalidRequest, "no signature algorithm is allowed; name at least one")
        }
        self.issuer = try Issuer(issuer)
        self.audience = audience
        self.requiresStatus = requiresStatus
        self.statusUnavailable = statusUnavailable
        opaque = acceptOpaque
        policy = TokenPolicy(
            issuer: issuer,
            audience: audience,
            type: type,
            algorithms: algorithms,
            leeway: leeway,
            requiredClaims: type == .accessToken ? AccessTokenClaims.required : []
        )
    }
}
