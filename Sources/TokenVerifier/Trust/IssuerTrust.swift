// One trusted issuer at work: its terms, its keys and its lists, and the way of a signed token through them.

internal import JOSE
internal import OAuth

/// A signed token that passed every check, and what has to be asked again before it passes another time.
struct CheckedToken: Sendable {
    let token: VerifiedToken
    /// The generation of the issuer's keys, one of which signed it.
    let keys: Int
    /// Where the token's status stands; `nil` when it has none.
    let status: StatusPlace?
}

/// What this process knows of an issuer that it trusts.
final class IssuerTrust: Sendable {
    let terms: TrustedIssuer
    let keys: IssuerKeys
    let lists: StatusLists
    private let gauges: IssuerGauges

    init(_ terms: TrustedIssuer, means: VerifierMeans) {
        self.terms = terms
        keys = IssuerKeys(issuer: terms.issuer, algorithms: terms.policy.algorithms, means: means)
        lists = StatusLists(
            issuer: terms.issuer,
            keys: keys,
            leeway: terms.policy.leeway,
            isRequired: terms.requiresStatus,
            unavailable: terms.statusUnavailable,
            means: means
        )
        gauges = means.metrics.gauges(of: terms.issuer.value)
    }

    /// Checks a token of this issuer: algorithm, key, signature, claims, status.
    nonisolated(nonsending) func check(
        _ unverified: UnverifiedToken,
        at now: Int
    ) async throws(TokenRejection) -> CheckedToken {
        try unverified.checkAlgorithm(terms.policy)
        let key: VerificationKey
        let generation: Int
        let published = keys.cached(at: now)
        if let published, let known = published.set.key(id: unverified.header.keyID) {
            (key, generation) = (known, published.generation)
        } else {
            (key, generation) = try await keys.key(id: unverified.header.keyID, at: now)
        }
        if let fetchedAt = keys.fetchedAt { gauges.keys(age: now - fetchedAt) }
        let verified = try unverified.verified(with: key, policy: terms.policy, at: now)
        let status = try lists.place(of: verified, at: now)
        if let status { try await lists.check(status, at: now) }
        return CheckedToken(token: verified, keys: generation, status: status)
    }

    /// Whether the key that signed a checked token is still among those that are known and fresh.
    func isFresh(keys generation: Int, at now: Int) -> Bool { keys.cached(at: now)?.generation == generation }
}
