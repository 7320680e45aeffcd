// One claim that breaks one rule of the policy.

/// Which claim broke which rule, what was expected and what was found.
///
/// Equality covers all of it, so that a test can ask for the exact reason.
public struct ClaimViolation: Hashable, Sendable {
    /// The claim, or `typ` of the header.
    public let claim: ClaimName
    /// The rule that it broke.
    public let rule: Rule
    /// What the rule asks for.
    public let expected: String
    /// The value as JSON, cut to 128 bytes; `nil` when the claim is absent.
    public let found: String?

    /// The rules of a policy. The raw value is the stable code.
    public enum Rule: String, Hashable, Sendable {
        case issuer = "issuer_mismatch"
        case audience = "audience_mismatch"
        case type = "type_mismatch"
        case expired = "expired"
        case notYetValid = "not_yet_valid"
        case tooOld = "too_old"
        case missing = "claim_missing"
        case invalid = "claim_invalid"
    }

    /// A violation; what was found is cut to 128 bytes.
    public init(_ claim: ClaimName, _ rule: Rule, expected: String, found: String?) {
        self.claim = claim
        self.rule = rule
        self.expected = expected
        self.found = found.map { String(decoding: $0.utf8.prefix(128), as: UTF8.self) }
    }

    /// The stable code for programs.
    public var code: String { rule.rawValue }

    /// A sentence for the caller: which rule, but neither what this API expects nor what the token says.
    public var spoken: String {
        switch rule {
        case .issuer: "the token was issued by another issuer"
        case .audience: "the token was not issued for this API"
        case .type: "the token is not of the kind that this API takes"
        case .expired: "the token has expired; get a new one"
        case .notYetValid: "the token is not valid yet"
        case .tooOld: "the token is older than this API takes; get a new one"
        case .missing: "the token lacks the claim \(claim)"
        case .invalid: "the claim \(claim) has a wrong type or value"
        }
    }
}
