// One document of an issuer: fetched when it is needed, kept while it is fresh, served stale through an outage.

internal import Logging
internal import Synchronization

/// A document that is somewhere else.
///
/// A lock and no actor: while the value is fresh, asking for it neither suspends nor leaves the caller's thread.
/// One fetch is in flight at a time, and all who need its result wait for the same one.
final class RemoteDocument<Value: Sendable>: Sendable {
    /// Fetches and checks; it is given what was read last, which a newer reading may have to agree with.
    typealias Load =
        @Sendable (_ last: Reading<Value>?, _ now: Int) async throws(ReadingFault) -> Reading<Value>

    private let name: String
    private let load: Load
    private let refreshes: RefreshCounters
    private let clock: @Sendable () -> Int
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var reading: Reading<Value>?
        var refresh: Task<Void, Never>?
        /// Something happened that the reading does not have.
        var isExpired = false
        /// Counts how often that was so: a fetch that was under way does not make good for it.
        var turn = 0
        /// Since the last success.
        var failure: Failure?
        var renewedAt: Int?

        /// What may be served when nothing newer is to be had.
        func newest(at now: Int) -> Result<Value, Outage> {
            if let reading, reading.isUsable(at: now) { return .success(reading.value) }
            return .failure(outage(at: now))
        }

        func isFresh(at now: Int) -> Bool { !isExpired && (reading?.isFresh(at: now) ?? false) }

        func outage(at now: Int) -> Outage {
            Outage(
                reason: failure?.reason ?? "it was not fetched yet",
                since: reading?.usableUntil ?? failure?.since ?? now
            )
        }
    }

    private struct Failure {
        let reason: String
        let since: Int
        let count: Int
        /// Until then nothing is fetched.
        let pausedUntil: Int

        /// Never longer than a minute, whatever becomes of the clock.
        func isPause(at now: Int) -> Bool { now < pausedUntil && now >= pausedUntil - 60 }
    }

    private enum Step {
        case answer(Result<Value, Outage>)
        case wait(Task<Void, Never>)
    }

    /// - Parameters:
    ///   - clock: tells how long a fetch took, in seconds; what time it is, each caller says.
    ///   - refreshes: counts the fetches.
    init(
        name: String,
        clock: @escaping @Sendable () -> Int = { SteadyClock.milliseconds() / 1_000 },
        refreshes: RefreshCounters,
        logger: Logger,
        load: @escaping Load
    ) {
        self.name = name
        self.clock = clock
        self.refreshes = refreshes
        self.logger = logger
        self.load = load
    }

    /// The value, if it is fresh: the hot path.
    func cached(at now: Int) -> Value? {
        state.withLock { state in
            guard state.isFresh(at: now) else { return nil }
            return state.reading?.value
        }
    }

    /// The reading does not count as fresh any more, nor does that of a fetch which is under way.
    func expire() {
        state.withLock { state in
            state.isExpired = true
            state.turn += 1
        }
    }

    /// Fetches the value again without anybody waiting for it, unless that is being done or has just failed.
    func renewInBackground(at now: Int) {
        state.withLock { state in
            guard state.refresh == nil, !(state.failure?.isPause(at: now) ?? false) else { return }
            _ = begin(&state, at: now)
        }
    }

    /// What was read last, fresh or not.
    var last: Reading<Value>? { state.withLock { $0.reading } }

    /// Whether no fetch is under way.
    var isIdle: Bool { state.withLock { $0.refresh == nil } }

    /// Whether nothing would be lost by forgetting this document.
    func isSpent(at now: Int) -> Bool {
        state.withLock { state in
            guard state.refresh == nil else { return false }
            if let reading = state.reading { return !reading.isUsable(at: now) }
            return !(state.failure?.isPause(at: now) ?? false)
        }
    }

    /// The value: fresh where it can be had, stale while it can't and may still be used.
    nonisolated(nonsending) func value(at now: Int) async throws(Outage) -> Value {
        // A fetch that was under way when the document expired answers nobody; the one after it does.
        for _ in 0..<3 {
            let step = state.withLock { state -> Step in
                if state.isFresh(at: now) { return .answer(state.newest(at: now)) }
                if let refresh = state.refresh { return .wait(refresh) }
                if let failure = state.failure, failure.isPause(at: now) {
                    return .answer(state.newest(at: now))
                }
                return .wait(begin(&state, at: now))
            }
            switch step {
            case .answer(let answer): return try answer.get()
            case .wait(let refresh): await refresh.value
            }
            let answer = state.withLock { $0.isExpired && $0.failure == nil ? nil : $0.newest(at: now) }
            if let answer { return try answer.get() }
        }
        return try state.withLock { $0.newest(at: now) }.get()
    }

    /// The value, fetched again although it is fresh: at most once in `interval` seconds, else as it is.
    ///
    /// - Throws: ``Outage`` when the newest attempt failed: what is known can't answer the caller's question then.
    nonisolated(nonsending) func renewed(every interval: Int, at now: Int) async throws(Outage) -> Value {
        let refresh = state.withLock { state -> Task<Void, Never>? in
            if let refresh = state.refresh { return refresh }
            if state.failure?.isPause(at: now) ?? false { return nil }
            // What was fetched in this very second is as new as it gets.
            if !state.isExpired, let reading = state.reading, (now..<(now + 60)).contains(reading.fetchedAt) {
                return nil
            }
            if let renewedAt = state.renewedAt, (renewedAt..<(renewedAt + interval)).contains(now) {
                return nil
            }
            state.renewedAt = now
            return begin(&state, at: now)
        }
        await refresh?.value
        return try state.withLock { state -> Result<Value, Outage> in
            state.failure == nil ? state.newest(at: now) : .failure(state.outage(at: now))
        }.get()
    }

    private func begin(_ state: inout State, at now: Int) -> Task<Void, Never> {
        let refresh = Task { await self.refresh(at: now) }
        state.refresh = refresh
        return refresh
    }

    private func refresh(at now: Int) async {
        let (last, turn) = state.withLock { ($0.reading, $0.turn) }
        let began = clock()
        let result: Result<Reading<Value>, ReadingFault>
        do {
            result = .success(try await load(last, now))
        } catch {
            result = .failure(error)
        }
        let taken = min(max(0, clock() - began), 30)
        let failure = state.withLock { state -> Failure? in
            state.refresh = nil
            switch result {
            case .success(let reading):
                state.reading = reading
                state.failure = nil
                state.isExpired = state.turn != turn
            case .failure(let fault):
                let count = (state.failure?.count ?? 0) + 1
                state.failure = Failure(
                    reason: fault.reason,
                    since: state.failure?.since ?? now,
                    count: count,
                    // Two seconds at first: with whole seconds that is never less than one.
                    pausedUntil: now + taken + min(30, 1 << min(count, 5))
                )
            }
            return state.failure
        }
        refreshes.count(isGood: failure == nil)
        guard let failure else { return }
        logger.log(
            level: failure.count == 1 ? .warning : .debug,
            "\(name) could not be refreshed",
            metadata: ["reason": "\(failure.reason)", "failures": "\(failure.count)"]
        )
    }
}
