// Blocking work for tests of the hash queue: a gate that holds threads until it is opened.

import Dispatch

@testable import Authority

/// Holds whoever waits until it is opened; from then on it holds nobody.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() { semaphore.signal() }
}

enum Pause {
    /// Blocks the thread, as a hash does.
    static func milliseconds(_ count: Int) {
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(count))
    }
}
