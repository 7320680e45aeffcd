// What a verifier counts, and under which names (the names are interface: docs/guides/verifier-metrics.md).

package import Metrics
internal import Synchronization

/// The counters of one verifier. Each is made once, so that counting allocates nothing.
package final class VerifierMetrics: Sendable {
    private let accepted: Counter
    private let duration: Timer
    private let fallbacks: Counter
    /// `token_jwks_refresh_total{result}`.
    let keyRefreshes: RefreshCounters
    /// `token_status_refresh_total{result}`.
    let listRefreshes: RefreshCounters

    private let factory: any MetricsFactory
    private let refused = Mutex<[String: Counter]>([:])
    private let events = Mutex<[String: Counter]>([:])

    /// - Parameter factory: makes the counters; that of the process where it is `nil`.
    package init(factory: (any MetricsFactory)? = nil) {
        let factory = factory ?? MetricsSystem.factory
        self.factory = factory
        accepted = Counter(
            label: "token_verifications_total", dimensions: [("result", "ok")], factory: factory)
        duration = Timer(label: "token_verify_duration_seconds", dimensions: [], factory: factory)
        fallbacks = Counter(label: "token_status_fallback_total", factory: factory)
        keyRefreshes = RefreshCounters("token_jwks_refresh_total", factory)
        listRefreshes = RefreshCounters("token_status_refresh_total", factory)
    }

    /// Counts a token that passes: `token_verifications_total{result="ok"}`.
    func accept() { accepted.increment() }

    /// Records the time that a verification took which was not answered from the cache: `token_verify_duration_seconds`.
    func took(_ nanoseconds: Int) { duration.recordNanoseconds(Int64(nanoseconds)) }

    /// Counts that a stream fell silent, so that lists are polled: `token_status_fallback_total`.
    func fellBack() { fallbacks.increment() }

    /// Counts a refusal by its code, of which there is a closed set: `token_verifications_total{result}`.
    func refuse(_ code: String) {
        refused.withLock { counters in
            counter(of: code, "token_verifications_total", "result", in: &counters)
        }.increment()
    }

    /// Counts an event of a stream: `token_status_stream_events_total{kind}`.
    func hear(_ kind: String) {
        events.withLock { counters in
            counter(of: kind, "token_status_stream_events_total", "kind", in: &counters)
        }.increment()
    }

    /// The gauges of one issuer.
    func gauges(of issuer: String) -> IssuerGauges { IssuerGauges(issuer, factory) }

    private func counter(
        of value: String,
        _ label: String,
        _ dimension: String,
        in counters: inout [String: Counter]
    ) -> Counter {
        if let known = counters[value] { return known }
        let counter = Counter(label: label, dimensions: [(dimension, value)], factory: factory)
        counters[value] = counter
        return counter
    }
}

/// How often a document was fetched again, well or not.
struct RefreshCounters: Sendable {
    private let good: Counter
    private let failed: Counter

    init(_ label: String, _ factory: any MetricsFactory) {
        good = Counter(label: label, dimensions: [("result", "ok")], factory: factory)
        failed = Counter(label: label, dimensions: [("result", "failed")], factory: factory)
    }

    func count(isGood: Bool) { (isGood ? good : failed).increment() }
}

/// What is measured of one issuer, whose name the gauges carry: two issuers must not overwrite each other.
struct IssuerGauges: Sendable {
    private let connected: Gauge
    private let keysAge: Gauge
    private let listAge: Gauge

    init(_ issuer: String, _ factory: any MetricsFactory) {
        let dimensions = [("issuer", issuer)]
        connected = Gauge(label: "token_status_stream_connected", dimensions: dimensions, factory: factory)
        keysAge = Gauge(label: "token_jwks_age_seconds", dimensions: dimensions, factory: factory)
        listAge = Gauge(label: "token_status_list_age_seconds", dimensions: dimensions, factory: factory)
    }

    /// `token_status_stream_connected`: 1 while there is a connection on which events came in, else 0.
    func isConnected(_ isConnected: Bool) { connected.record(isConnected ? 1 : 0) }

    /// `token_jwks_age_seconds`.
    func keys(age seconds: Int) { keysAge.record(max(0, seconds)) }

    /// `token_status_list_age_seconds`: of the list that was not read for longest.
    func lists(age seconds: Int) { listAge.record(max(0, seconds)) }
}
