// The feed of changes: reads what is new in the change log, and tells it in order to whoever keeps lists in memory.

internal import OAuth
internal import Records
package import SQL
internal import Synchronization

/// Follows the change log of the database, into which this process and others write.
///
/// A chore polls it a few times a second. Whoever revoked something in this process wakes it after the commit, and
/// when ``wake()`` returns every list that is served here has the change, and every listener's queue too.
package final class ChangeFeed: Sendable {
    /// More changes than this at once are not told one by one.
    static let batch = 1_000
    /// Seconds for which what is in memory may be told without having read the log again.
    static let patience = 15

    private let database: any SQLDatabase
    private let keys: SigningKeys
    private let heartbeat: Int
    private let directory: Directory?

    private struct State {
        /// The newest change that was told; `nil` before the first reading.
        var version: Int?
        /// The change of the signing keys that was told.
        var keys: Int?
        /// When the log was last read, by the clock that is handed in.
        var readAt: Int?
        var beatAt = 0
        var running: Task<Void, any Error>?
        var waiting: Task<Void, any Error>?
        var followers: [@Sendable (ChangeNews) async -> Void] = []
        var subscriptions: [Int: ChangeSubscription] = [:]
        var subscribed = 0
    }

    private let state = Mutex(State())

    /// - Parameters:
    ///   - heartbeat: seconds between two events at most.
    ///   - directory: told of the version that the database has.
    package init(
        database: any SQLDatabase,
        keys: SigningKeys,
        heartbeat: Int = 15,
        directory: Directory? = nil
    ) {
        self.directory = directory
        self.database = database
        self.keys = keys
        self.heartbeat = heartbeat
    }

    /// The newest change that was told; 0 before the first reading.
    package var version: Int { state.withLock { $0.version ?? 0 } }

    /// How many listen.
    package var listeners: Int { state.withLock { $0.subscriptions.count } }

    /// Tells a room of this process what is new, before any listener hears of it. Once for each room, when the
    /// authority is put together.
    package func follow(_ tell: @escaping @Sendable (ChangeNews) async -> Void) {
        state.withLock { $0.followers.append(tell) }
    }

    /// Reads what is new, and lets the heart beat when it is time.
    ///
    /// - Throws: a fault of the database. No heart beats then: who hears nothing must not believe that nothing
    ///   happened.
    package func poll(at now: Int) async throws {
        try keys.advance(to: now)
        try await read()
        directory?.trust(at: now)
        let stuck = state.withLock { state -> [ChangeSubscription] in
            state.readAt = now
            // A second early, because seconds are all that is known of the time; and whenever the clock stepped back.
            guard !(0..<max(1, heartbeat - 1)).contains(now - state.beatAt) else { return [] }
            state.beatAt = now
            return state.subscriptions.values.filter { !$0.beat(state.version ?? 0) }
        }
        for subscription in stuck { subscription.cut() }
    }

    /// Reads what was just committed. A failure is no failure of the commit: the next poll tries again.
    package func wake() async {
        do {
            try await read()
        } catch {}
    }

    /// Makes sure that memory is as new as the log, within a second where a chore polls.
    ///
    /// - Throws: ``OAuthRefusal`` `temporarily_unavailable` when the log could not be read for ``patience`` seconds: what
    ///   is in memory may have been overtaken.
    func checkFreshness(at now: Int) async throws {
        let isFresh = { [self] (seconds: Int) in
            state.withLock { state in state.readAt.map { abs(now - $0) <= seconds } ?? false }
        }
        if isFresh(1) { return }
        do {
            try await poll(at: now)
        } catch {
            guard !isFresh(ChangeFeed.patience) else { return }
            throw OAuthRefusal(
                .temporarilyUnavailable,
                "what was taken back can't be read just now; try again in a moment",
                detail: "\(error)",
                retryAfter: 5
            )
        }
    }

    /// Adds a listener.
    ///
    /// - Returns: also the newest change that was told before; the listener is told all that come after it.
    func add(hangUp: @escaping @Sendable () -> Void) -> (subscription: ChangeSubscription, version: Int) {
        state.withLock { state in
            state.subscribed += 1
            let number = state.subscribed
            let subscription = ChangeSubscription(hangUp: hangUp) { [self] in forget(number) }
            state.subscriptions[number] = subscription
            return (subscription, state.version ?? 0)
        }
    }

    /// Ends every stream.
    package func endAll() {
        for subscription in state.withLock({ Array($0.subscriptions.values) }) { subscription.end() }
    }

    private func forget(_ number: Int) { _ = state.withLock { $0.subscriptions.removeValue(forKey: number) } }

    // MARK: Reading

    /// Reads once for all who ask meanwhile. A reading that has begun may have missed their commit, so they wait for the
    /// one after it.
    private func read() async throws {
        let reading = state.withLock { state in
            if let waiting = state.waiting { return waiting }
            let before = state.running
            let reading = Task { [self] in
                _ = await before?.result
                begin()
                try await readOnce()
            }
            state.waiting = reading
            return reading
        }
        try await reading.value
    }

    /// The reading that waited for its turn has it now; who asks from here on waits for another.
    private func begin() {
        state.withLock { state in
            state.running = state.waiting
            state.waiting = nil
        }
    }

    private struct Reading: Sendable {
        let newest: Int
        let keys: Int
        let directory: Int
        var news: ChangeNews?
    }

    private func readOnce() async throws {
        let (old, oldKeys) = state.withLock { ($0.version, $0.keys) }
        let reading = try await reading(after: old)
        directory?.polled(reading.directory)
        if reading.keys != keys.number { try await keys.reload() }
        // The rooms first: a listener who fetches a list at once finds the change in it.
        if let news = reading.news { for tell in state.withLock({ $0.followers }) { await tell(news) } }
        var events: [ChangeEvent] = []
        if let old, let news = reading.news {
            events = ChangeFeed.events(of: news, from: old, to: reading.newest)
        }
        if let oldKeys, oldKeys != reading.keys { events.append(ChangeEvent(reading.newest, .keys)) }
        state.withLock { state in
            state.version = reading.newest
            state.keys = reading.keys
            for subscription in state.subscriptions.values { subscription.add(events) }
        }
    }

    private func reading(after old: Int?) async throws -> Reading {
        try await database.read { db in
            let newest = try StatusChanges.newestVersion(in: db)
            let keys = try SigningKeyRecord.newestChange(in: db)
            let directory = try DirectoryVersion.newest(in: db)
            guard let old, newest != old else {
                return Reading(newest: newest, keys: keys, directory: directory)
            }
            let news = newest > old ? try ChangeFeed.news(after: old, in: db) : .everything
            return Reading(newest: newest, keys: keys, directory: directory, news: news)
        }
    }

    /// Whether a key was withdrawn so lately that a listener who comes back may have missed it.
    var hasWithdrawnKeys: Bool { keys.hasWithdrawn(within: 86_400) }

    /// The changes after a version; where they are too many to be told one by one, the lists that they are of.
    func news(after version: Int) async throws -> ChangeNews {
        try await database.read { try ChangeFeed.news(after: version, in: $0) }
    }

    private static func news(after version: Int, in db: any SQLTransaction) throws -> ChangeNews {
        let changes = try StatusChanges.after(version: version, limit: batch + 1, in: db)
        return changes.count <= batch
            ? .changes(changes) : .lists(try StatusChanges.lists(after: version, in: db))
    }

    static func events(of news: ChangeNews, from old: Int, to new: Int) -> [ChangeEvent] {
        switch news {
        case .changes(let changes): changes.map(ChangeEvent.init)
        case .lists(let lists): ChangeEvent.resyncs(of: lists, from: old, to: new)
        case .everything: [ChangeEvent(new, .resyncAll)]
        }
    }
}
