// Whether an issuer's stream is heard: one flag for the hot path, and the times from which it follows.

internal import Synchronization

/// What is known of the life of one stream. Times are milliseconds of the steady clock.
final class StreamState: Sendable {
    /// How many heartbeats are measured before they say how fast the heart beats.
    private static let measured = 3

    private struct State {
        var heardAt: Int
        /// When the connection was begun, or something came in on it.
        var active: Int
        var beatAt: Int?
        var beats = 0
        var largestGap = 0
        var hasFallenBack = false
        /// Ends the connection that there is.
        var hangUp: (@Sendable () -> Void)?
    }

    private let pacing: FeedPacing
    private let flag = Atomic<Bool>(false)
    private let state: Mutex<State>

    init(pacing: FeedPacing, at now: Int) {
        self.pacing = pacing
        state = Mutex(State(heardAt: now, active: now))
    }

    /// Whether lists need not be polled. False before the first event, and while there is silence.
    var isHeard: Bool { flag.load(ordering: .acquiring) }

    /// A connection is begun.
    func begin(at now: Int, hangUp: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.hangUp = hangUp
            state.active = now
        }
    }

    /// The connection is over.
    func end() { state.withLock { $0.hangUp = nil } }

    /// The first event of a connection. How fast its heart beats has to be learned anew: it may be that of another server.
    func forgetBeats() { state.withLock { ($0.beatAt, $0.beats, $0.largestGap) = (nil, 0, 0) } }

    /// Bytes came in.
    func hear(at now: Int) {
        state.withLock { state in
            state.heardAt = now
            state.active = now
        }
    }

    /// A heartbeat came in.
    func beat(at now: Int) {
        state.withLock { state in
            if let last = state.beatAt {
                state.largestGap = max(state.largestGap, now - last)
                state.beats += 1
            }
            state.beatAt = now
        }
    }

    /// An event came in, so that the stream counts as heard.
    ///
    /// - Returns: whether it did not before.
    func rise() -> Bool {
        state.withLock { state in
            state.hasFallenBack = false
            return !flag.exchange(true, ordering: .acquiringAndReleasing)
        }
    }

    /// How long silence may last: two of the slowest beats that were measured, once a few were.
    private func limit(_ state: State) -> Int {
        guard state.beats >= StreamState.measured else { return pacing.silence }
        return min(pacing.silence, max(pacing.leastSilence, 2 * state.largestGap))
    }

    /// What a look at the clock says.
    struct Watch: Sendable {
        /// The stream has just fallen silent, and is not heard from now on.
        let fellSilent: Bool
        /// Ends a connection that brings nothing any more.
        let hangUp: (@Sendable () -> Void)?
        /// When to look again, in milliseconds from now.
        let next: Int
    }

    func watch(at now: Int) -> Watch {
        state.withLock { state in
            let limit = limit(state)
            let isSilent = now - state.heardAt >= limit
            let fellSilent = isSilent && !state.hasFallenBack
            if fellSilent {
                state.hasFallenBack = true
                flag.store(false, ordering: .releasing)
            }
            let hangUp = now - state.active >= limit ? state.hangUp : nil
            if hangUp != nil { state.hangUp = nil }
            let since = isSilent ? max(state.active, now - limit / 2) : state.heardAt
            return Watch(fellSilent: fellSilent, hangUp: hangUp, next: max(1, since + limit - now))
        }
    }
}
