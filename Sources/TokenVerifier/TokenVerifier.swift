// Whether a token of an issuer is good here: the one question that an API asks.

public import JOSE
public import Logging
public import OAuth

/// Checks the access tokens of one issuer for one audience.
///
/// ```swift
/// let verifier = try TokenVerifier(issuer: "https://auth.example.com", audience: "https://api.example.com")
/// let token = try await verifier.verify(bearer)
/// ```
///
/// The issuer's keys are found by discovery at the first token and kept; its status lists are polled. While both are
/// known and fresh, checking a token neither suspends nor leaves the caller's thread.
public final class TokenVerifier: Sendable {
    /// Whose tokens are taken.
    public let issuer: Issuer
    /// Who this API is; a token must name it.
    public let audience: String

    private let policy: TokenPolicy
    private let keys: IssuerKeys
    private let lists: StatusLists
    /// `nil` when none are remembered.
    private let remembered: VerifiedTokens?

    /// A verifier. Nothing is fetched before there is a token to check.
    ///
    /// - Parameters:
    ///   - issuer: the exact `iss` of the tokens; the metadata is looked for there.
    ///   - audience: who this API is; a token must name it in `aud`.
    ///   - algorithms: those that may sign; by default each whose key can be published. HMAC never can.
    ///   - type: the `typ` that a token must have.
    ///   - leeway: seconds by which the clocks may differ.
    ///   - requiresStatus: whether a token without a `status` claim is refused; one that has it is always asked about.
    ///   - cache: whether tokens that were verified are remembered; what can change is asked again at every use.
    ///   - statusUnavailable: what to do while a status list can't be had.
    ///   - fetch: how documents are got; over HTTP where this is `nil`.
    /// - Throws: ``OAuthRefusal`` when a parameter makes no sense.
    public init(
        issuer: String,
        audience: String,
        algorithms: Set<SignatureAlgorithm> = SignatureAlgorithm.asymmetric,
        type: TokenType = .accessToken,
        leeway: Int = 30,
        requiresStatus: Bool = false,
        statusUnavailable: StatusUnavailable = .refuse,
        cache: TokenCaching = .off,
        fetch: (any Fetch)? = nil,
        logger: Logger = Logger(label: "TokenVerifier")
    ) throws(OAuthRefusal) {
        let issuer = try Issuer(issuer)
        guard !audience.isEmpty else {
            throw OAuthRefusal(.invalidRequest, "the audience is empty; name this API")
        }
        guard !algorithms.isEmpty else {
            throw OAuthRefusal(.invalidRequest, "no signature algorithm is allowed; name at least one")
        }
        let fetch = fetch ?? HTTPFetch()
        let clock: @Sendable () -> Int = { WallClock.seconds() }
        self.issuer = issuer
        self.audience = audience
        policy = TokenPolicy(
            issuer: issuer.value,
            audience: audience,
            type: type,
            algorithms: algorithms,
            leeway: leeway,
            requiredClaims: type == .accessToken ? AccessTokenClaims.required : []
        )
        remembered = cache.capacity > 0 ? VerifiedTokens(capacity: cache.capacity) : nil
        keys = IssuerKeys(issuer: issuer, algorithms: algorithms, fetch: fetch, clock: clock, logger: logger)
        lists = StatusLists(
            issuer: issuer,
            keys: keys,
            fetch: fetch,
            leeway: policy.leeway,
            isRequired: requiresStatus,
            unavailable: statusUnavailable,
            clock: clock,
            logger: logger
        )
    }

    /// Checks a token now.
    ///
    /// - Throws: the ``TokenRejection`` that says why not.
    public nonisolated(nonsending) func verify(_ token: String) async throws(TokenRejection) -> VerifiedToken
    {
        try await verify(token, at: WallClock.seconds())
    }

    /// Checks a token at a moment.
    ///
    /// - Parameter now: seconds since 1970; keys and lists are kept by the same time.
    /// - Throws: the ``TokenRejection`` that says why not.
    public nonisolated(nonsending) func verify(
        _ token: String,
        at now: Int
    ) async throws(TokenRejection) -> VerifiedToken {
        if let known = remembered?.find(token), known.validity.contains(now),
            keys.cached(at: now)?.generation == known.keys
        {
            if let status = known.status { try await lists.check(status, at: now) }
            return known.token
        }
        return try await verifyAnew(token, at: now)
    }

    private nonisolated(nonsending) func verifyAnew(
        _ token: String,
        at now: Int
    ) async throws(TokenRejection) -> VerifiedToken {
        let unverified = try UnverifiedToken(parsing: token)
        try unverified.checkAlgorithm(policy)
        let key: VerificationKey
        let generation: Int
        let published = keys.cached(at: now)
        if let published, let known = published.set.key(id: unverified.header.keyID) {
            (key, generation) = (known, published.generation)
        } else {
            (key, generation) = try await keys.key(id: unverified.header.keyID, at: now)
        }
        let verified = try unverified.verified(with: key, policy: policy, at: now)
        let status = try lists.place(of: verified, at: now)
        if let status { try await lists.check(status, at: now) }
        if let remembered {
            remembered.remember(
                RememberedToken(
                    text: token,
                    token: verified,
                    keys: generation,
                    validity: policy.validity(of: verified),
                    status: status
                )
            )
        }
        return verified
    }
}
