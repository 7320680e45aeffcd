// Whether tokens that anybody may send are taken, and how proofs of the others are checked.

public import OAuth

/// What a verifier asks of a token's sender. A token that is bound to a key or a certificate always needs the proof of it,
/// whatever stands here.
public struct SenderConstraint: Sendable {
    let isRequired: Bool
    let rules: DPoPRules
    let nonces: DPoPNonces?
    let remembered: Int

    /// Tokens that are bound to nothing are taken, too.
    public static let bearerAllowed = SenderConstraint(isRequired: false)

    /// Only tokens that are bound to a key or a certificate are taken (FAPI 2.0 §5.3.2.1).
    public static let required = SenderConstraint(isRequired: true)

    /// A constraint.
    ///
    /// - Parameters:
    ///   - isRequired: whether a token that is bound to nothing is refused.
    ///   - rules: which proofs are taken, and for how long.
    ///   - nonces: where there are some, a proof must have one (RFC 9449 §9).
    ///   - rememberedProofs: how many proofs are kept at most, so that none is used twice; beyond that all are refused, never
    ///     one forgotten too early. One takes about 40 bytes, and one key may have a quarter of them.
    public init(
        isRequired: Bool,
        rules: DPoPRules = DPoPRules(),
        nonces: DPoPNonces? = nil,
        rememberedProofs: Int = 1_000_000
    ) {
        self.isRequired = isRequired
        self.rules = rules
        self.nonces = nonces
        remembered = max(1, rememberedProofs)
    }
}
