// Blocking work for tests of the hash queue: a gate that holds threads until it is opened.

import Dispatch

/// Holds whoever waits until it is opened; from then on it holds nobody.
package final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    package func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    package func open() { semaphore.signal() }
}

package enum Pause {
    /// Blocks the thread, as a hash does.
    package static func milliseconds(_ count: Int) {
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(count))
    }
}
