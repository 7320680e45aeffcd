// From when until when a token keeps the rules about time, so that they can be asked again without reading its claims.

extension TokenPolicy {
    /// The seconds since 1970 in which this policy's rules about `exp`, `nbf`, `iat` and age hold for a token that keeps
    /// all others.
    package func validity(of token: VerifiedToken) -> Range<Int> {
        let claims = token.claims
        var start = 0.0
        var end = TokenPolicy.never
        // The same comparisons as in the rules, solved for the time.
        if let expiration = claims.date(.expiration) {
            end = min(end, (expiration + Double(leeway)).rounded(.up))
        }
        if let notBefore = claims.date(.notBefore) { start = max(start, notBefore - Double(leeway)) }
        if let issued = claims.date(.issuedAt) {
            start = max(start, issued - Double(leeway))
            if let maximumAge {
                end = min(end, (issued + Double(maximumAge) + Double(leeway)).rounded(.down) + 1)
            }
        }
        let first = Int(start.rounded(.up))
        return first..<max(first, Int(min(end, TokenPolicy.never)))
    }

    /// Beyond every date that a claim can say.
    private static let never = 9_007_199_254_740_992.0
}
