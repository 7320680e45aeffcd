// Hearing of revocations as they happen: the client of an issuer's stream of changes.

internal import Logging
internal import OAuth
internal import Synchronization

/// Follows the stream of changes of one issuer, from the first token with a status until the verifier is gone.
///
/// The stream only ever revokes: whoever speaks on it can refuse good tokens, and make lists be fetched again, but not
/// bring back what was taken away. While it is heard, lists are renewed before they expire and not polled; when it falls
/// silent, they are polled by their `ttl`.
final class RevocationFeed: Sendable {
    let state: StreamState
    private let follower: StreamFollower
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(follower: StreamFollower) {
        self.follower = follower
        state = follower.state
    }

    /// The tasks hold the follower, and nobody holds this but the verifier: with it they end.
    deinit { task.withLock { $0?.cancel() } }

    /// Begins to follow, if the issuer has a stream; asked at each token that is verified anew.
    func start() {
        guard follower.hasStream else { return }
        task.withLock { task in
            guard task == nil else { return }
            let follower = follower
            follower.begin()
            task = Task.detached {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await follower.watch() }
                    group.addTask { await follower.follow() }
                    // A fetch that knows no streams ends the following, and with it the watch.
                    await group.next()
                    group.cancelAll()
                }
            }
        }
    }
}
