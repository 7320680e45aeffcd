// So many requests of one asker in so long a time: the one count of windows in this house.

package import OAuth
internal import Synchronization

/// Counts requests by whatever they are counted by, an address or an account, in windows of fixed length. Its memory is bounded.
package final class RequestThrottle: Sendable {
    private let requests: Int
    private let seconds: Int
    private let windows = Mutex<[String: Window]>([:])

    private struct Window {
        let since: Int
        var count: Int
    }

    private static let capacity = 10_000

    package init(requests: Int, seconds: Int) {
        self.requests = requests
        self.seconds = seconds
    }

    /// How many askers are counted just now.
    var count: Int { windows.withLock { $0.count } }

    /// Counts a request.
    ///
    /// - Throws: ``OAuthRefusal`` `too_many_attempts` with the seconds to wait.
    package func admit(_ asker: String, at now: Int) throws(OAuthRefusal) {
        let wait = windows.withLock { windows -> Int in
            if windows[asker] == nil, windows.count >= RequestThrottle.capacity {
                windows = windows.filter { isOpen($0.value, at: now) }
                // So many askers at once are an attack; starting anew lets each through a few times more.
                if windows.count >= RequestThrottle.capacity { windows.removeAll() }
            }
            var window = windows[asker] ?? Window(since: now, count: 0)
            if !isOpen(window, at: now) { window = Window(since: now, count: 0) }
            guard window.count < requests else { return window.since + seconds - now }
            window.count += 1
            windows[asker] = window
            return 0
        }
        guard wait > 0 else { return }
        throw OAuthRefusal(
            .tooManyAttempts,
            "too many requests from this address; wait \(wait) s and try again",
            retryAfter: wait
        )
    }

    /// A clock that was set back opens a new window.
    private func isOpen(_ window: Window, at now: Int) -> Bool {
        (window.since..<(window.since + seconds)).contains(now)
    }
}
