// Waiting for what another task does, but not for ever: a broken guard must make a test fail, not hang.

package enum Patience {
    /// Waits until something has happened, twenty seconds at most; what did not happen is for the test to say.
    package static func until(_ hasHappened: () -> Bool) async {
        for _ in 0..<20_000 where !hasHappened() {
            try? await Task.sleep(for: .milliseconds(1))
        }
    }
}
