// Whether a token is good here: the one question that an API asks.

public import JOSE
public import Logging
public import OAuth

/// Checks the access tokens of one issuer, or of several.
///
/// ```swift
/// let verifier = try TokenVerifier(issuer: "https://auth.example.com", audience: "https://api.example.com")
/// let token = try await verifier.verify(bearer)
/// ```
///
/// The issuer's keys are found by discovery at the first token and kept, and so are its status lists; what it takes back
/// the issuer tells over a stream, and where it has none, the lists are polled. While keys and lists are known and fresh,
/// checking a token neither suspends nor leaves the caller's thread.
///
/// Metrics go to the system that is bootstrapped when the verifier is made.
public final class TokenVerifier: Sendable {
    /// Whose tokens are taken: at least one.
    public let issuers: [TrustedIssuer]
    /// The first of them.
    public var issuer: Issuer { issuers[0].issuer }
    /// Who this API is to the first issuer; a token must name it.
    public var audience: String { issuers[0].audience }

    /// What time it is, where a caller does not say it.
    package let now: @Sendable () -> Int

    let trusts: [IssuerTrust]
    private let metrics: VerifierMetrics
    /// `nil` where no issuer explains opaque tokens.
    private let introspected: IntrospectedTokens?
    private let sender: SenderCheck
    /// `nil` when none are remembered.
    private let remembered: VerifiedTokens?

    /// A verifier of one issuer's tokens. Nothing is fetched before there is a token to check.
    ///
    /// - Parameters:
    ///   - issuer: the exact `iss` of the tokens; the metadata is looked for there.
    ///   - audience: who this API is; a token must name it in `aud`.
    ///   - algorithms: those that may sign; by default each whose key can be published. HMAC never can.
    ///   - type: the `typ` that a token must have.
    ///   - leeway: seconds by which the clocks may differ.
    ///   - requiresStatus: whether a token without a `status` claim is refused; one that has it is always asked about.
    ///   - acceptOpaque: how the issuer is asked about opaque tokens; they are not taken where it is `nil`.
    ///   - cache: whether tokens that were verified are remembered; what can change is asked again at every use.
    ///   - statusUnavailable: what to do while a status list can't be had.
    ///   - senderConstraint: whether tokens that are bound to no key or certificate are taken, and how proofs are checked.
    ///   - fetch: how documents are got; over HTTP where this is `nil`.
    ///   - now: what time it is, in seconds since 1970; the machine's clock where this is `nil`. Tests hand in their own.
    /// - Throws: ``OAuthRefusal`` when a parameter makes no sense.
    public convenience init(
        issuer: String,
        audience: String,
        algorithms: Set<SignatureAlgorithm> = SignatureAlgorithm.asymmetric,
        type: TokenType = .accessToken,
        leeway: Int = 30,
        requiresStatus: Bool = false,
        statusUnavailable: StatusUnavailable = .refuse,
        acceptOpaque: OpaqueTokens? = nil,
        cache: TokenCaching = .off,
        senderConstraint: SenderConstraint = .bearerAllowed,
        fetch: (any Fetch)? = nil,
        now: (@Sendable () -> Int)? = nil,
        logger: Logger = Logger(label: "TokenVerifier")
    ) throws(OAuthRefusal) {
        let only = try TrustedIssuer(
            issuer,
            audience: audience,
            algorithms: algorithms,
            type: type,
            leeway: leeway,
            requiresStatus: requiresStatus,
            statusUnavailable: statusUnavailable,
            acceptOpaque: acceptOpaque
        )
        try self.init(
            trusting: [only], cache: cache, senderConstraint: senderConstraint, fetch: fetch, now: now,
            logger: logger)
    }

    /// A verifier of the tokens of several issuers, each on its own terms. Which terms count for a token, its `iss`
    /// says; that it is true, the signature has to show (RFC 9207 §1, RFC 8725 §3.8).
    ///
    /// - Parameters:
    ///   - issuers: whose tokens are taken; at least one, none twice.
    ///   - cache: whether tokens that were verified are remembered; what can change is asked again at every use.
    ///   - senderConstraint: whether tokens that are bound to no key or certificate are taken, and how proofs are checked.
    ///   - fetch: how documents are got; over HTTP where this is `nil`.
    ///   - now: what time it is, in seconds since 1970; the machine's clock where this is `nil`. Tests hand in their own.
    /// - Throws: ``OAuthRefusal`` when there is no issuer, or one twice.
    public convenience init(
        trusting issuers: [TrustedIssuer],
        cache: TokenCaching = .off,
        senderConstraint: SenderConstraint = .bearerAllowed,
        fetch: (any Fetch)? = nil,
        now: (@Sendable () -> Int)? = nil,
        logger: Logger = Logger(label: "TokenVerifier")
    ) throws(OAuthRefusal) {
        try self.init(
            trusting: issuers, cache: cache, senderConstraint: senderConstraint,
            means: VerifierMeans(fetch: fetch, now: now, logger: logger))
    }

    /// A verifier with means of its own: a clock, a patience, counters.
    package init(
        trusting issuers: [TrustedIssuer],
        cache: TokenCaching,
        senderConstraint: SenderConstraint = .bearerAllowed,
        means: VerifierMeans
    ) throws(OAuthRefusal) {
        guard !issuers.isEmpty else {
            throw OAuthRefusal(.invalidRequest, "no issuer is trusted; name at least one")
        }
        guard Set(issuers.map(\.issuer)).count == issuers.count else {
            throw OAuthRefusal(.invalidRequest, "an issuer is trusted twice; name each once")
        }
        self.issuers = issuers
        guard issuers.count(where: { $0.opaque != nil }) <= 1 else {
            throw OAuthRefusal(
                .invalidRequest, "an opaque token names no issuer: one issuer at most can explain them")
        }
        now = means.now
        metrics = means.metrics
        let trusts = issuers.map { IssuerTrust($0, means: means) }
        self.trusts = trusts
        introspected =
            trusts.compactMap { trust in
                trust.terms.opaque.map { IntrospectedTokens($0, of: trust, means: means) }
            }.first
        remembered = cache.capacity > 0 ? VerifiedTokens(capacity: cache.capacity) : nil
        sender = SenderCheck(senderConstraint)
    }

    /// Checks a token now. One that is bound to a key or a certificate is refused: it is not enough to hold it.
    ///
    /// - Throws: the ``TokenRejection`` that says why not.
    public nonisolated(nonsending) func verify(_ token: String) async throws(TokenRejection) -> VerifiedToken
    {
        try await verify(token, at: now())
    }

    /// Checks a token at a moment. One that is bound to a key or a certificate is refused: it is not enough to hold it.
    ///
    /// - Parameter now: seconds since 1970; keys and lists are kept by the same time.
    /// - Throws: the ``TokenRejection`` that says why not.
    public nonisolated(nonsending) func verify(
        _ token: String,
        at now: Int
    ) async throws(TokenRejection) -> VerifiedToken {
        try await verify(token, presented: .bearer(), at: now)
    }

    /// Checks a token and what came along with it, now.
    ///
    /// - Throws: the ``TokenRejection`` that says why not.
    public nonisolated(nonsending) func verify(
        _ token: String,
        presented: TokenPresentation
    ) async throws(TokenRejection) -> VerifiedToken {
        try await verify(token, presented: presented, at: now())
    }

    /// Checks a token and what came along with it, at a moment.
    ///
    /// A proof is checked at every use of its token, remembered or not, and used up by it: a second request with the same
    /// proof is refused.
    ///
    /// - Parameters:
    ///   - presented: the scheme, the proofs of possession and the client certificate of the request.
    ///   - now: seconds since 1970; keys, lists and proofs are kept by the same time.
    /// - Throws: the ``TokenRejection`` that says why not.
    public nonisolated(nonsending) func verify(
        _ token: String,
        presented: TokenPresentation,
        at now: Int
    ) async throws(TokenRejection) -> VerifiedToken {
        do {
            let verified = try await authentic(token, at: now)
            try sender.check(Confirmation(in: verified.claims), of: token, presented: presented, at: now)
            metrics.accept()
            return verified
        } catch {
            metrics.refuse(error.code)
            throw error
        }
    }

    /// Whether a token that is bound to nothing is refused.
    public var requiresBond: Bool { sender.constraint.isRequired }

    /// The names of the algorithms that may sign a proof of possession.
    public var proofAlgorithms: [String] { sender.constraint.rules.algorithmNames }

    /// The nonce to give out now, in the header `DPoP-Nonce`; `nil` where proofs need none (RFC 9449 §9).
    public func proofNonce() -> String? { proofNonce(at: now()) }

    /// The nonce to give out at a moment; `nil` where proofs need none.
    ///
    /// - Parameter now: seconds since 1970.
    public func proofNonce(at now: Int) -> String? { sender.constraint.nonces?.nonce(at: now) }

    /// The token, if it is of a trusted issuer and good in itself: the first step of every verification. What the way in
    /// which it was presented has to fulfil comes after.
    private nonisolated(nonsending) func authentic(
        _ token: String,
        at now: Int
    ) async throws(TokenRejection) -> VerifiedToken {
        if let introspected, OpaqueToken.isLike(token) || OpaqueToken.isSealed(token) {
            return try await introspected.check(token, at: now).token
        }
        // Where nobody explains opaque tokens, one is malformed: read as a signed one.
        return try await signed(token, at: now)
    }

    private nonisolated(nonsending) func signed(
        _ token: String,
        at now: Int
    ) async throws(TokenRejection) -> VerifiedToken {
        if let known = remembered?.find(token), known.validity.contains(now),
            known.trust.isFresh(keys: known.checked.keys, at: now)
        {
            if let status = known.checked.status { try await known.trust.lists.check(status, at: now) }
            return known.checked.token
        }
        let began = SteadyClock.nanoseconds()
        defer { metrics.took(SteadyClock.nanoseconds() - began) }
        let unverified = try UnverifiedToken(parsing: token)
        let trust = try trust(of: unverified)
        let checked = try await trust.check(unverified, at: now)
        if let remembered {
            let validity = trust.terms.policy.validity(of: checked.token)
            remembered.remember(
                RememberedToken(text: token, checked: checked, trust: trust, validity: validity))
        }
        return checked.token
    }

    /// On whose terms a token is checked. Of one issuer there is nothing to choose: the claim is looked at after the
    /// signature.
    private func trust(of token: UnverifiedToken) throws(TokenRejection) -> IssuerTrust {
        if trusts.count == 1 { return trusts[0] }
        let named = try token.unverifiedClaims()[.issuer]
        guard let named, let found = trusts.first(where: { named.equals($0.terms.issuer.value) }) else {
            throw .issuerNotTrusted(
                String(decoding: (named?.text ?? "absent").utf8.prefix(128), as: UTF8.self))
        }
        return found
    }
}
