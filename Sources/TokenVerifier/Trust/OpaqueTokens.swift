// That opaque tokens are taken too, and as whom their issuer is asked about them.

/// Opaque tokens (`tessera_pat_…`, `tessera_at_…`) as a verifier takes them: its issuer is asked about each once, and its answer is kept.
///
/// Who asks is a client that guards this API, as `tessera client guard` makes one.
public struct OpaqueTokens: Sendable {
    let credentials: ClientCredentials
    /// Seconds.
    let keptFor: Int
    let capacity: Int

    /// Seconds for which it is remembered that a token is not active.
    static let refusedFor = 10

    /// - Parameters:
    ///   - clientID: the client as which this API asks its issuer.
    ///   - secret: that client's secret; it is never printed.
    ///   - seconds: how long an answer is kept at most, 1…86400. It is never kept longer than the token lives, and what
    ///     is taken back meanwhile is refused as any other token is: its status is asked at every use.
    ///   - capacity: how many answers are kept.
    public init(clientID: String, secret: String, cacheFor seconds: Int = 300, capacity: Int = 10_000) {
        credentials = ClientCredentials(clientID: clientID, secret: secret)
        keptFor = min(max(1, seconds), 86_400)
        self.capacity = max(1, capacity)
    }
}
