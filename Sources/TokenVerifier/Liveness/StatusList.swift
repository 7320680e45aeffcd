// One status list in memory: a look without suspension, and bits that the stream and newer documents only ever set.

internal import Logging
internal import OAuth
internal import Synchronization

/// When a list was read and how long it serves, in seconds since 1970.
struct ListTimes: Sendable {
    let fetchedAt: Int
    /// By its `ttl`: from then on it is polled where no stream is heard.
    let freshUntil: Int
    /// From then on it is renewed, even though a stream is heard.
    let renewFrom: Int
    let usableUntil: Int
}

/// What a look at a list finds.
enum StatusLook: Sendable {
    case valid
    case revoked
    /// Valid, and the list is old enough to be renewed meanwhile.
    case renew
    /// What is known does not suffice: the list has to be fetched.
    case unknown
}

/// A list of an issuer, kept by this process.
final class StatusList: Sendable {
    let uri: String

    private struct State {
        var words = StatusWords()
        var times = ListTimes(fetchedAt: 0, freshUntil: .min, renewFrom: .min, usableUntil: .min)
        /// Something happened that what is known does not have.
        var isStale = false
        /// Counts how often that was so: a document that was on its way then does not make good for it.
        var turn = 0
        /// The log of changes went back: the next document may do so as well, but not its time of issue.
        var mayGoBack = false
        /// The stream's changes do not reach it any more.
        var isForgotten = false
    }

    private let state = Mutex(State())

    init(uri: String) { self.uri = uri }

    /// The status at an index, as far as it may be said at that moment.
    ///
    /// - Parameter isHeard: whether the issuer's stream is heard, so that age is no reason to ask.
    func look(at index: Int, isHeard: Bool, at now: Int) -> StatusLook {
        state.withLock { state in
            guard let status = state.words.status(at: index) else { return .unknown }
            let isFinal = state.words.bits == 1
            // Invalid, suspended, or a value that nobody explained: none of them is valid. Only the first never ends.
            if status != 0, isFinal { return .revoked }
            // A clock that was set back must not make a list fresh for longer; a minute is allowed for callers that read
            // their clock at different moments.
            guard !state.isStale, now >= state.times.fetchedAt - 60, now < state.times.usableUntil else {
                return .unknown
            }
            // Of a suspension that ends the stream says nothing, so wider lists are polled.
            let isCovered = isHeard && isFinal && !state.isForgotten
            guard isCovered || now < state.times.freshUntil else { return .unknown }
            if status != 0 { return .revoked }
            return isCovered && now >= state.times.renewFrom ? .renew : .valid
        }
    }

    /// The status at an index as it was last known, however long ago.
    func lastStatus(at index: Int) -> UInt8? { state.withLock { $0.words.status(at: index) } }

    /// When it was last read; 0 for never.
    var fetchedAt: Int { state.withLock { $0.times.fetchedAt } }

    /// Notes revocations.
    func revoke(_ range: Range<Int>) { state.withLock { $0.words.revoke(range) } }

    /// From now on only a fetch brings news of it.
    func forget() { state.withLock { $0.isForgotten = true } }

    /// Notes that the list is to be fetched again before it is believed.
    ///
    /// - Parameter goingBack: whether its version may be lower then.
    func expire(goingBack: Bool = false) {
        state.withLock { state in
            state.isStale = true
            state.turn += 1
            if goingBack { state.mayGoBack = true }
        }
    }

    /// To be asked for before a fetch begins, and handed over with what it brings.
    var turn: Int { state.withLock { $0.turn } }

    /// Whether a document of a lower version may replace what is known.
    var mayGoBack: Bool { state.withLock { $0.mayGoBack } }

    /// Takes a newer document.
    ///
    /// - Parameters:
    ///   - turn: the ``turn`` before the fetch.
    ///   - recent: what the stream told lately; asked while nothing can come between.
    func take(_ statuses: StatusBits, _ times: ListTimes, turn: Int, recent: () -> [Range<Int>]) {
        state.withLock { state in
            var words = StatusWords(statuses)
            words.add(state.words)
            for range in recent() { words.revoke(range) }
            state.words = words
            state.times = times
            state.isStale = state.turn != turn
            if !state.isStale { state.mayGoBack = false }
        }
    }
}
