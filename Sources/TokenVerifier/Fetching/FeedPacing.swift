// How long the verifier waits: for a sign of life, before it connects again, and by how much that differs.

/// The intervals of the stream's client, in milliseconds.
package struct FeedPacing: Sendable {
    /// Silence for so long means that the stream is not heard: two heartbeats.
    package var silence = 30_000
    /// Where the heart was seen to beat faster, silence counts sooner, but never sooner than this.
    package var leastSilence = 3_000
    /// The first pause before connecting again; each failure doubles it.
    package var firstPause = 100
    package var longestPause = 30_000
    /// A connection that lived for so long was a good one.
    package var settled = 5_000
    /// A random number from 0 to a bound.
    package var jitter: @Sendable (_ bound: Int) -> Int = { $0 > 0 ? Int.random(in: 0...$0) : 0 }

    /// The intervals of a real verifier.
    package init() {}

    /// The pause after so many failures in a row.
    func pause(after failures: Int) -> Int {
        let whole = min(longestPause, firstPause << min(max(0, failures - 1), 16))
        return whole - jitter(whole / 2)
    }
}
