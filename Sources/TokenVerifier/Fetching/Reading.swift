// What was read at a moment, for how long it serves, and what is said when it no longer does.

/// A value that was fetched.
struct Reading<Value: Sendable>: Sendable {
    let value: Value
    /// When the fetch began, in seconds since 1970.
    let fetchedAt: Int
    /// From then on a caller waits for a newer one.
    let freshUntil: Int
    /// From then on it does not serve any more, not even while there is none newer.
    let usableUntil: Int

    /// A clock that was set back must not make a document fresh for longer, so a reading from the future is stale;
    /// a minute is allowed for callers that read their clock at different moments.
    func isFresh(at now: Int) -> Bool { now < freshUntil && now >= fetchedAt - 60 }

    func isUsable(at now: Int) -> Bool { now < usableUntil }
}

/// Why reading failed: one sentence for the log.
struct ReadingFault: Error, Sendable {
    let reason: String
}

/// There is nothing that may be served.
struct Outage: Error, Sendable {
    let reason: String
    /// When it began: when the last reading ran out, or when fetching first failed.
    let since: Int
}
