// A document that is somewhere else: one fetch at a time, stale through an outage, pauses after failures.

import Logging
import Support
import Synchronization
import Testing

@testable import TokenVerifier

@Suite("Remote documents")
struct RemoteDocumentTests {
    /// What a fetch does, as the test says, and how often it was done.
    final class Source: Sendable {
        struct State {
            var value: Int? = 1
            var loads = 0
            var isHeld = false
            var clock = 0
            var slowness = 0
        }

        let state = Mutex(State())

        var loads: Int { state.withLock { $0.loads } }

        func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

        func document(freshFor: Int = 10, usableFor: Int = 100) -> RemoteDocument<Int> {
            RemoteDocument(
                name: "a number",
                clock: { self.state.withLock { $0.clock } },
                refreshes: VerifierMetrics().listRefreshes,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ) { (_, now) async throws(ReadingFault) in
                self.set { $0.loads += 1 }
                while self.state.withLock({ $0.isHeld }) { await Task.yield() }
                let value = self.state.withLock { state in
                    state.clock += state.slowness
                    return state.value
                }
                guard let value else { throw ReadingFault(reason: "down") }
                return Reading(
                    value: value, fetchedAt: now, freshUntil: now + freshFor, usableUntil: now + usableFor)
            }
        }
    }

    @Test("fifty callers wait for one fetch")
    func singleFlight() async throws {
        let source = Source()
        source.set { $0.isHeld = true }
        let document = source.document()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await document.value(at: 0) } }
            await Patience.until { source.loads > 0 }
            source.set { $0.isHeld = false }
            for try await value in group { #expect(value == 1) }
        }
        #expect(source.loads == 1)
    }

    @Test("fresh until a moment, then fetched again")
    func freshness() async throws {
        let source = Source()
        let document = source.document()
        #expect(document.cached(at: 0) == nil)
        #expect(try await document.value(at: 0) == 1)
        source.set { $0.value = 2 }
        #expect(document.cached(at: 9) == 1)
        #expect(document.cached(at: 10) == nil)
        #expect(try await document.value(at: 10) == 2)
        #expect(source.loads == 2)
    }

    @Test("a clock that was set back by more than a minute makes a reading stale")
    func setBack() async throws {
        let source = Source()
        let document = source.document()
        _ = try await document.value(at: 1_000)
        #expect(document.cached(at: 940) == 1)
        #expect(document.cached(at: 939) == nil)
    }

    @Test("through an outage the stale value serves, up to its hard limit")
    func outage() async throws {
        let source = Source()
        let document = source.document()
        _ = try await document.value(at: 0)
        source.set { $0.value = nil }
        #expect(try await document.value(at: 10) == 1)
        #expect(try await document.value(at: 99) == 1)
        let outage = await #expect(throws: Outage.self) { try await document.value(at: 100) }
        #expect(outage?.since == 100)
        #expect(outage?.reason == "down")
        source.set { $0.value = 3 }
        #expect(try await document.value(at: 200) == 3)
    }

    @Test("after a failure nothing is fetched for a while, and the while grows to half a minute")
    func pauses() async throws {
        let source = Source()
        source.set { $0.value = nil }
        let document = source.document()
        var attempts: [Int] = []
        for second in 0..<160 {
            let before = source.loads
            await #expect(throws: Outage.self) { try await document.value(at: second) }
            if source.loads > before { attempts.append(second) }
        }
        #expect(attempts == [0, 2, 6, 14, 30, 60, 90, 120, 150])
    }

    @Test("a pause begins when the fetch has failed, not when it began")
    func slowFailure() async throws {
        let source = Source()
        source.set {
            $0.value = nil
            $0.slowness = 5
        }
        let document = source.document()
        for second in 0..<8 { await #expect(throws: Outage.self) { try await document.value(at: second) } }
        #expect(source.loads == 2)
    }

    @Test("renewed at most once in an interval, and never twice in the same second")
    func renewal() async throws {
        let source = Source()
        let document = source.document(freshFor: 1_000, usableFor: 2_000)
        _ = try await document.value(at: 0)
        #expect(try await document.renewed(every: 30, at: 0) == 1)
        #expect(source.loads == 1)
        source.set { $0.value = 2 }
        for second in 1..<31 { #expect(try await document.renewed(every: 30, at: second) == 2) }
        #expect(source.loads == 2)
        _ = try await document.renewed(every: 30, at: 31)
        #expect(source.loads == 3)
    }

    @Test("a renewal that fails is an outage, though the old value still serves others")
    func failedRenewal() async throws {
        let source = Source()
        let document = source.document()
        _ = try await document.value(at: 0)
        source.set { $0.value = nil }
        await #expect(throws: Outage.self) { try await document.renewed(every: 30, at: 5) }
        await #expect(throws: Outage.self) { try await document.renewed(every: 30, at: 6) }
        #expect(try await document.value(at: 6) == 1)
        #expect(source.loads == 2)
    }

    @Test("spent: nothing known, nothing under way, no pause to keep")
    func spent() async throws {
        let source = Source()
        let document = source.document()
        #expect(document.isSpent(at: 0))
        _ = try await document.value(at: 0)
        #expect(!document.isSpent(at: 99))
        #expect(document.isSpent(at: 100))
        source.set { $0.value = nil }
        let other = source.document()
        await #expect(throws: Outage.self) { try await other.value(at: 0) }
        #expect(!other.isSpent(at: 1))
        #expect(other.isSpent(at: 2))
    }

    @Test("expired, it is fetched again before it is believed; what was on its way then answers nobody")
    func expiry() async throws {
        let source = Source()
        let document = source.document()
        _ = try await document.value(at: 0)
        document.expire()
        #expect(document.cached(at: 0) == nil)
        source.set { $0.isHeld = true }
        async let value = document.value(at: 1)
        await Patience.until { source.loads == 2 }
        source.set { $0.value = 3 }
        document.expire()
        source.set { $0.isHeld = false }
        #expect(try await value == 3)
        #expect(source.loads == 3)
        #expect(document.cached(at: 1) == 3)
        // While nothing newer is to be had, the old one serves.
        source.set { $0.value = nil }
        document.expire()
        #expect(try await document.value(at: 1) == 3)
        await #expect(throws: Outage.self) { try await document.value(at: 200) }
    }

    @Test("renewed in the background: once at a time, and not in a pause")
    func background() async throws {
        let source = Source()
        let document = source.document()
        _ = try await document.value(at: 0)
        source.set { $0.isHeld = true }
        for _ in 0..<5 { document.renewInBackground(at: 5) }
        await Patience.until { source.loads == 2 }
        source.set { ($0.isHeld, $0.value) = (false, nil) }
        await Patience.until { document.isIdle }
        document.renewInBackground(at: 6)
        #expect(document.isIdle)
        #expect(source.loads == 2)
        #expect(document.cached(at: 6) == 1)
    }
}
