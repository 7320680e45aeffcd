// The work behind the feed: connecting, reading, applying what is told, and watching for silence.

internal import JOSE
internal import Logging
internal import OAuth
internal import Synchronization

/// Follows one stream for as long as its task is not cancelled.
final class StreamFollower: Sendable {
    let state: StreamState

    private let issuer: Issuer
    private let keys: IssuerKeys
    private let lists: StatusListCache
    private let means: VerifierMeans
    private let gauges: IssuerGauges
    private let position = Mutex(StreamPosition())

    /// How a connection ended.
    private enum End: Sendable { case closed, failed(String), impossible }

    init(issuer: Issuer, keys: IssuerKeys, lists: StatusListCache, means: VerifierMeans) {
        self.issuer = issuer
        self.keys = keys
        self.lists = lists
        self.means = means
        gauges = means.metrics.gauges(of: issuer.value)
        state = StreamState(pacing: means.pacing, at: SteadyClock.milliseconds())
    }

    /// Whether the issuer's metadata name a stream that may be listened to: one of the issuer's own origin.
    var hasStream: Bool { url != nil }

    private var url: String? {
        guard let url = keys.changesURL, issuer.isOrigin(of: url) else { return nil }
        return url
    }

    /// From now on silence counts.
    func begin() { state.hear(at: SteadyClock.milliseconds()) }

    // MARK: the connection

    /// Connects, again and again. Ends when it is cancelled, and where the fetch knows no streams.
    func follow() async {
        var failures = 0
        while !Task.isCancelled {
            let began = SteadyClock.milliseconds()
            let end = await connection()
            gauges.isConnected(false)
            switch end {
            case .impossible: return
            case .failed(let reason):
                means.logger.debug("status stream broken", metadata: place(["reason": "\(reason)"]))
            case .closed: means.logger.debug("status stream closed by the issuer", metadata: place())
            }
            let wasGood = SteadyClock.milliseconds() - began >= means.pacing.settled
            failures = wasGood ? 1 : failures + 1
            if await !pause(means.pacing.pause(after: failures)) { return }
        }
    }

    /// One connection, in a task of its own, which the watch can end.
    private func connection() async -> End {
        let task = Task { await read() }
        state.begin(at: SteadyClock.milliseconds()) { task.cancel() }
        defer { state.end() }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func read() async -> End {
        guard let url else { return .failed("the metadata name no stream any more") }
        let after = position.withLock { position in
            position.connect()
            return position.resumeAfter
        }
        let bytes: EventBytes
        do {
            bytes = try await means.fetch.events(url, after: after)
        } catch {
            if case .notAllowed = error { return .impossible }
            return .failed(error.sentence)
        }
        do {
            try await listen(to: bytes, isResumed: after != nil)
            return .closed
        } catch {
            return .failed("\(error)")
        }
    }

    private func listen(to bytes: EventBytes, isResumed: Bool) async throws {
        var parser = EventParser()
        var isFirst = true
        for try await chunk in bytes {
            state.hear(at: SteadyClock.milliseconds())
            for event in try parser.take(chunk) {
                take(event, isFirst: isFirst, isResumed: isResumed)
                isFirst = false
            }
        }
    }

    // MARK: what is told

    private func take(_ event: ServerSentEvent, isFirst: Bool, isResumed: Bool) {
        let change = StatusChange(parsing: event.data)
        means.metrics.hear(change.kind.rawValue)
        if isFirst {
            // What was read before there was a connection may lack what happened in between. And a change of keys has no
            // version, so none can be resumed after.
            if isResumed { keys.expire() } else { lists.expireAll() }
            state.forgetBeats()
        }
        switch position.withLock({ $0.take(change, id: event.id.flatMap { DecimalDigits.number($0.utf8) }) })
        {
        case .follows: break
        case .missed: resync("a change was missed", goingBack: false)
        case .wentBack: resync("the log of changes went back", goingBack: true)
        }
        apply(change)
        if isFirst { gauges.isConnected(true) }
        if state.rise() { means.logger.info("status stream heard", metadata: place()) }
    }

    private func apply(_ change: StatusChange) {
        switch change {
        case .version:
            state.beat(at: SteadyClock.milliseconds())
            if let oldest = lists.oldest { gauges.lists(age: means.now() - oldest) }
        case .revoked(let uri, let range): if isOwn(uri) { lists.revoke(range, of: uri) }
        case .resync(let uri): if isOwn(uri) { lists.expire(uri) }
        case .resyncAll: lists.expireAll()
        case .keys: keys.expire()
        case .unknown: break
        }
    }

    private func resync(_ reason: String, goingBack: Bool) {
        means.logger.notice("status lists to be fetched again", metadata: place(["reason": "\(reason)"]))
        lists.expireAll(goingBack: goingBack)
    }

    /// Of lists elsewhere nobody has to tell us; and what is kept has to be of a bounded size.
    private func isOwn(_ uri: String) -> Bool { uri.utf8.count <= 2_048 && issuer.isOrigin(of: uri) }

    // MARK: silence

    /// Watches until it is cancelled.
    func watch() async {
        while !Task.isCancelled {
            let watch = state.watch(at: SteadyClock.milliseconds())
            if watch.fellSilent {
                means.metrics.fellBack()
                means.logger.warning(
                    "status stream not heard: lists are polled by their ttl", metadata: place())
            }
            if let hangUp = watch.hangUp {
                hangUp()
                gauges.isConnected(false)
                means.logger.debug("status stream silent: connecting again", metadata: place())
            }
            if await !pause(watch.next) { return }
        }
    }

    private func pause(_ milliseconds: Int) async -> Bool {
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
            return true
        } catch {
            return false
        }
    }

    private func place(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging(["issuer": "\(issuer)"]) { new, _ in new }
    }
}
