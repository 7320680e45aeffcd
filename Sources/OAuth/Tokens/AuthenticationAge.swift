// How long ago and by what means the subject of a token signed in, where a request asks for it (RFC 9470).

public import JOSE

extension VerifiedToken {
    /// Refuses a token whose subject signed in too long ago, or by other means than are asked for.
    ///
    /// - Parameters:
    ///   - maxAge: seconds since the sign-in; `nil` for any. A token that does not say when that was is too old.
    ///   - acr: classes of authentication, any one of which will do; empty for any.
    ///   - leeway: seconds by which the clocks may differ.
    ///   - now: seconds since 1970.
    /// - Throws: ``TokenRejection/authenticationTooOld(maximumAge:acr:)`` or
    ///   ``TokenRejection/authenticationTooWeak(maximumAge:acr:)``, both with all that is asked for (RFC 9470 §3).
    public func requireAuthentication(
        maxAge: Int? = nil,
        acr: [String] = [],
        leeway: Int = 30,
        at now: Int
    ) throws(TokenRejection) {
        if let maxAge {
            guard let moment = claims.date(.authTime) else {
                throw .authenticationTooOld(maximumAge: maxAge, acr: acr)
            }
            // In floating point, which no date overflows. A sign-in that lies ahead is none that was.
            let (age, leeway) = (Double(now) - moment, Double(max(0, leeway)))
            guard age >= -leeway, age <= Double(maxAge) + leeway else {
                throw .authenticationTooOld(maximumAge: maxAge, acr: acr)
            }
        }
        guard !acr.isEmpty else { return }
        guard let found = self[.acr], acr.contains(where: { found.equals($0) }) else {
            throw .authenticationTooWeak(maximumAge: maxAge, acr: acr)
        }
    }
}
