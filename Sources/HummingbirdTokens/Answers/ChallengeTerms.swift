// What a guard says in every challenge, whatever the request was.

/// The challenges of one guard: one for each scheme that it takes.
struct ChallengeTerms: Sendable {
    var realm: String
    /// Where the metadata of the API is.
    var resourceMetadata: String?
    /// Whether some token may come with `Bearer`.
    var takesBearer = true
    /// The algorithms of proofs; empty where `DPoP` is not taken.
    var algorithms: [String] = []
    /// The nonce for the next proof.
    var nonce: String?

    /// A challenge for each scheme that is taken. What was wrong is told in that of the request's own scheme, or in all
    /// where that one is not taken.
    ///
    /// - Parameter fault: writes what was wrong.
    func challenges(to scheme: Challenge.Scheme, fault: (inout Challenge) -> Void) -> [String] {
        let taken = [Challenge.Scheme.bearer, .dpop].filter(takes)
        return taken.map { offered in
            var challenge = Challenge(
                scheme: offered,
                realm: realm,
                resourceMetadata: resourceMetadata,
                algorithms: offered == .dpop ? algorithms : []
            )
            if offered == scheme || !taken.contains(scheme) { fault(&challenge) }
            return challenge.text
        }
    }

    private func takes(_ scheme: Challenge.Scheme) -> Bool {
        switch scheme {
        case .bearer: takesBearer
        case .dpop: !algorithms.isEmpty
        }
    }
}
