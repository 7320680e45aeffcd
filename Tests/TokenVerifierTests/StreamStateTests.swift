// When the stream counts as heard: two heartbeats of silence, fewer where the heart is seen to beat faster.

import Synchronization
import Testing

@testable import TokenVerifier

@Suite("Stream state")
struct StreamStateTests {
    @Test("not heard before the first event, nor after half a minute of silence; said once")
    func silence() {
        let state = StreamState(pacing: FeedPacing(), at: 0)
        #expect(!state.isHeard)
        #expect(state.rise())
        #expect(!state.rise())
        state.hear(at: 1_000)
        #expect(!state.watch(at: 30_999).fellSilent)
        #expect(state.isHeard)
        #expect(state.watch(at: 31_000).fellSilent)
        #expect(!state.isHeard)
        #expect(!state.watch(at: 100_000).fellSilent)
        #expect(state.rise())
        state.hear(at: 100_000)
        #expect(state.watch(at: 130_000).fellSilent)
    }

    @Test("where nothing is ever heard, that is said once as well")
    func never() {
        let state = StreamState(pacing: FeedPacing(), at: 0)
        #expect(!state.watch(at: 29_999).fellSilent)
        #expect(state.watch(at: 30_000).fellSilent)
        #expect(!state.watch(at: 90_000).fellSilent)
    }

    @Test(
        "silence is twice the largest gap between heartbeats, from three seconds to thirty",
        arguments: [(5_000, 10_000), (1_000, 3_000), (14_000, 28_000), (60_000, 30_000)])
    func learned(gap: Int, limit: Int) {
        let state = StreamState(pacing: FeedPacing(), at: 0)
        _ = state.rise()
        for beat in 0..<4 {
            state.hear(at: beat * gap)
            state.beat(at: beat * gap)
        }
        let last = 3 * gap
        #expect(!state.watch(at: last + limit - 1).fellSilent)
        #expect(state.watch(at: last + limit).fellSilent)
    }

    @Test("two gaps are no measure, and a new connection is measured anew")
    func unlearned() {
        let state = StreamState(pacing: FeedPacing(), at: 0)
        _ = state.rise()
        for beat in 0..<3 { state.beat(at: beat * 100) }
        #expect(!state.watch(at: 29_999).fellSilent)
        state.beat(at: 300)
        state.forgetBeats()
        #expect(!state.watch(at: 29_999).fellSilent)
    }

    @Test("a connection on which nothing comes is ended once, a new one has its own time")
    func halfOpen() {
        let state = StreamState(pacing: FeedPacing(), at: 0)
        let ended = Mutex(0)
        state.begin(at: 0) { ended.withLock { $0 += 1 } }
        #expect(state.watch(at: 29_999).hangUp == nil)
        state.watch(at: 30_000).hangUp?()
        #expect(state.watch(at: 30_001).hangUp == nil)
        state.begin(at: 31_000) { ended.withLock { $0 += 1 } }
        #expect(state.watch(at: 60_999).hangUp == nil)
        state.watch(at: 61_000).hangUp?()
        #expect(ended.withLock { $0 } == 2)
    }

    @Test("pauses double from a tenth of a second to half a minute, and differ by up to a half")
    func pauses() {
        var pacing = FeedPacing()
        pacing.jitter = { _ in 0 }
        #expect((0...11).map(pacing.pause) == [100, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000])
        #expect(pacing.pause(after: .max) == 30_000)
        let usual = FeedPacing()
        for failures in 1...20 {
            #expect((pacing.pause(after: failures) / 2...pacing.pause(after: failures)).contains(usual.pause(after: failures)))
        }
    }
}
