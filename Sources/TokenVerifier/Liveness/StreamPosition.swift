// How far the stream was followed without a gap: what to resume after, and when something must have been missed.

/// A place in the log of changes, whose versions count up one by one.
///
/// The connection is not trusted to bring every change, once and in order. A version that was skipped is waited for until
/// the second heartbeat from then; what did not come by then is made good by fetching every list again.
struct StreamPosition: Equatable, Sendable {
    /// More versions than this are not waited for.
    static let maximumMissing = 1_024

    /// What an event means beside what it says.
    enum Verdict: Sendable {
        case follows
        /// Something was missed, so that every list is to be fetched again.
        case missed
        /// The log went back: an older database was put in its place.
        case wentBack
    }

    /// The highest version that was heard of; `nil` before the first.
    private(set) var highest: Int?
    /// Versions below it that did not come yet.
    private var missing: Set<Int> = []
    /// Those that did not come before the last heartbeat either.
    private var overdue: Set<Int> = []
    /// The first event of a connection is still to come.
    private var isBeginning = true
    /// A list was said to be fetched again: what was not told of it is no gap.
    private var mayJump = false

    /// What a new connection asks to begin after; `nil` for where the log stands.
    var resumeAfter: String? {
        guard let highest else { return nil }
        return String((missing.min() ?? highest + 1) - 1)
    }

    /// A connection is begun.
    mutating func connect() { (isBeginning, mayJump) = (true, false) }

    /// Takes the next event.
    ///
    /// - Parameter id: its version; `nil` where it has none.
    mutating func take(_ change: StatusChange, id: Int?) -> Verdict {
        defer { isBeginning = false }
        guard let highest else {
            // Where nothing was heard before, everything is fetched after this.
            self.highest = id
            return .follows
        }
        switch change {
        case .version(let version): return beat(version, after: highest)
        case .resyncAll:
            start(at: id ?? highest)
            return (id ?? highest) < highest ? .wentBack : .follows
        case .resync: mayJump = true
        case .revoked:
            guard let id else { break }
            if id <= highest {
                missing.remove(id)
                overdue.remove(id)
            } else if mayJump {
                advance(to: id)
            } else {
                return reach(id, from: highest, isHere: true)
            }
        case .keys, .unknown: break
        }
        return .follows
    }

    private mutating func beat(_ version: Int, after highest: Int) -> Verdict {
        // A version that goes back is that of another database: of a backup that was put in its place.
        if version < highest, !isBeginning || version != Int(resumeAfter ?? "") {
            start(at: version)
            return .wentBack
        }
        // What was missed while there was no connection comes after this.
        if isBeginning { return .follows }
        if mayJump {
            advance(to: version)
            return .follows
        }
        guard reach(version, from: highest, isHere: false) == .follows, overdue.isEmpty else {
            start(at: version)
            return .missed
        }
        overdue = missing
        return .follows
    }

    /// Notes what lies between the highest version and a higher one as missing.
    private mutating func reach(_ version: Int, from highest: Int, isHere: Bool) -> Verdict {
        let end = isHere ? version : version + 1
        guard version > highest else { return .follows }
        guard end - highest - 1 <= StreamPosition.maximumMissing - missing.count else {
            start(at: version)
            return .missed
        }
        missing.formUnion((highest + 1)..<end)
        self.highest = version
        return .follows
    }

    private mutating func advance(to version: Int) {
        highest = version
        mayJump = false
    }

    private mutating func start(at version: Int) {
        highest = version
        missing = []
        overdue = []
        mayJump = false
    }
}
