// What a verifier works with, whatever issuer it asks: network, clock, patience, counters, log.

package import Logging

/// The means of one verifier, which all of its issuers share.
package struct VerifierMeans: Sendable {
    package var fetch: any Fetch
    /// What time it is where no caller says it, in seconds since 1970.
    package var now: @Sendable () -> Int
    package var pacing: FeedPacing
    package var metrics: VerifierMetrics
    package var logger: Logger

    package init(
        fetch: (any Fetch)? = nil,
        now: (@Sendable () -> Int)? = nil,
        pacing: FeedPacing = FeedPacing(),
        metrics: VerifierMetrics = VerifierMetrics(),
        logger: Logger = Logger(label: "TokenVerifier")
    ) {
        self.fetch = fetch ?? HTTPFetch()
        self.now = now ?? { WallClock.seconds() }
        self.pacing = pacing
        self.metrics = metrics
        self.logger = logger
    }
}
