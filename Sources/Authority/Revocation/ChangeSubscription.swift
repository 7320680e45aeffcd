// One listener's place at the feed: a bounded queue of events, which is emptied in one go.

internal import Synchronization

/// The events for one listener. One task takes them, any may add.
package final class ChangeSubscription: Sendable {
    /// Events that wait for a slow reader; more are replaced by one that says: fetch every list again.
    static let capacity = 1_000

    private struct State {
        var waiting: [ChangeEvent] = []
        var reader: CheckedContinuation<[ChangeEvent]?, Never>?
        var isEnded = false
        /// A heartbeat lies in the queue.
        var hasBeat = false
    }

    private let state: Mutex<State>
    private let hangUp: @Sendable () -> Void
    private let onEnd: @Sendable () -> Void

    /// - Parameters:
    ///   - hangUp: closes the connection under a reader that takes nothing.
    ///   - onEnd: told once, when no event can come any more.
    init(
        hangUp: @escaping @Sendable () -> Void,
        onEnd: @escaping @Sendable () -> Void
    ) {
        state = Mutex(State())
        self.hangUp = hangUp
        self.onEnd = onEnd
    }

    /// Waits for events, and takes all that there are; `nil` when the stream is over.
    package func next() async -> [ChangeEvent]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: [ChangeEvent]?? = state.withLock { state in
                    guard !state.waiting.isEmpty else {
                        if state.isEnded { return .some(nil) }
                        state.reader = continuation
                        return nil
                    }
                    defer { state.waiting = [] }
                    state.hasBeat = false
                    return state.waiting
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            end()
        }
    }

    /// Adds events, or where the reader is too slow for them replaces all by one.
    func add(_ events: [ChangeEvent]) {
        guard let last = events.last else { return }
        hand { state in
            state.waiting += events
            if state.waiting.count > ChangeSubscription.capacity {
                state.waiting = [ChangeEvent(last.version, .resyncAll)]
            }
        }
    }

    /// Adds a heartbeat.
    ///
    /// - Returns: false when the reader has not taken the one before: it may be gone, or it holds a place that others
    ///   need.
    func beat(_ version: Int) -> Bool {
        guard state.withLock({ !$0.hasBeat }) else { return false }
        hand { state in
            state.waiting.append(ChangeEvent(version, .version))
            state.hasBeat = state.reader == nil
        }
        return true
    }

    /// Puts what a listener missed before what was told since it listens. Called once, before anything is taken.
    func begin(with events: [ChangeEvent]) {
        state.withLock { $0.waiting = events + $0.waiting }
    }

    /// Ends the stream of a reader who takes nothing, and closes the connection under it.
    func cut() {
        end()
        hangUp()
    }

    /// Ends the stream after what lies in the queue already.
    package func end() {
        let (isFirst, reader) = state.withLock { state in
            let found = (!state.isEnded, state.reader)
            state.isEnded = true
            state.reader = nil
            return found
        }
        reader?.resume(returning: nil)
        if isFirst { onEnd() }
    }

    private func hand(_ add: (inout State) -> Void) {
        let (reader, events) = state.withLock {
            state -> (CheckedContinuation<[ChangeEvent]?, Never>?, [ChangeEvent]) in
            guard !state.isEnded else { return (nil, []) }
            add(&state)
            guard let reader = state.reader else { return (nil, []) }
            defer {
                state.reader = nil
                state.waiting = []
            }
            return (reader, state.waiting)
        }
        reader?.resume(returning: events)
    }
}
