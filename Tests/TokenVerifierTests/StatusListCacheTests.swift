// Lists in memory under anything that may happen to them: whatever was revoked is revoked in the end.

import Logging
import OAuth
import Support
import Synchronization
import Testing

@testable import TokenVerifier

@Suite("Status list cache")
struct StatusListCacheTests {
    static let uri = "https://auth.example/status/1"

    static func cache() -> StatusListCache {
        StatusListCache { uri, _ in
            KeptList(
                list: StatusList(uri: uri),
                document: RemoteDocument(
                    name: uri, clock: { 0 }, refreshes: VerifierMetrics().listRefreshes,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                ) { (_, _) async throws(ReadingFault) in throw ReadingFault(reason: "not asked") }
            )
        }
    }

    static let times = ListTimes(fetchedAt: 0, freshUntil: 100, renewFrom: 200, usableUntil: 300)

    @Test("events, documents of any age and resyncs in any order: no bit is lost", arguments: 0..<50)
    func anything(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let recent = RecentChanges()
        let list = StatusList(uri: Self.uri)
        var revoked: [Range<Int>] = []
        // Documents that are on their way: what the server knew when each was made.
        var flying: [(StatusBits, turn: Int)] = []
        for _ in 0..<60 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let first = Int.random(in: 0..<200, using: &random)
                let range = first..<(first + Int.random(in: 1...20, using: &random))
                revoked.append(range)
                recent.add(range, of: Self.uri, at: 0)
                list.revoke(range)
            case 1:
                // The server may be behind by what the stream has just told.
                var bits = StatusBits(count: 256)
                let known = revoked.dropLast(Int.random(in: 0...3, using: &random))
                for range in known { bits.invalidate(range.lowerBound, count: range.count) }
                flying.append((bits, list.turn))
            case 2:
                guard let place = flying.indices.randomElement(using: &random) else { continue }
                let (bits, turn) = flying.remove(at: place)
                list.take(bits, Self.times, turn: turn) { recent.ranges(of: Self.uri, at: 0) }
            default: list.expire()
            }
            let lost = Set(revoked.joined()).filter { list.look(at: $0, isHeard: true, at: 0) != .revoked }
            #expect(lost.isEmpty)
        }
    }

    @Test("a document that was on its way when the list expired does not make it believed")
    func turns() {
        let list = StatusList(uri: Self.uri)
        let turn = list.turn
        list.expire()
        list.take(StatusBits(count: 64), Self.times, turn: turn) { [] }
        #expect(list.look(at: 5, isHeard: true, at: 0) == .unknown)
        list.take(StatusBits(count: 64), Self.times, turn: list.turn) { [] }
        #expect(list.look(at: 5, isHeard: true, at: 0) == .valid)
    }

    @Test(
        "how old a list may be",
        arguments: [
            (0, true, StatusLook.valid), (99, false, .valid), (100, false, .unknown), (100, true, .valid),
            (199, true, .valid), (200, true, .renew), (299, true, .renew), (300, true, .unknown),
            (-60, true, .valid), (-61, true, .unknown),
        ])
    func ages(now: Int, isHeard: Bool, look: StatusLook) {
        let list = StatusList(uri: Self.uri)
        list.take(StatusBits(count: 64), Self.times, turn: 0) { [] }
        #expect(list.look(at: 5, isHeard: isHeard, at: now) == look)
    }

    @Test("a list whose statuses are wider is polled though a stream is heard, because a suspension may end")
    func wide() {
        let list = StatusList(uri: Self.uri)
        list.take(StatusBits(count: 64, bits: 2), Self.times, turn: 0) { [] }
        list.revoke(6..<7)
        #expect(list.look(at: 5, isHeard: true, at: 99) == .valid)
        #expect(list.look(at: 5, isHeard: true, at: 100) == .unknown)
        #expect(list.look(at: 6, isHeard: true, at: 99) == .revoked)
        #expect(list.look(at: 6, isHeard: true, at: 100) == .unknown)
    }

    @Test("at most 512 lists are kept, and one that was forgotten is polled by whoever still holds it")
    func bounded() {
        let cache = Self.cache()
        let first = cache.list(Self.uri, at: 0)
        first.list.take(StatusBits(count: 64), Self.times, turn: 0) { [] }
        #expect(first.list.look(at: 5, isHeard: true, at: 150) == .valid)
        for number in 2...600 { _ = cache.list("https://auth.example/status/\(number)", at: 0) }
        cache.revoke(5..<6, of: Self.uri)
        #expect(first.list.look(at: 5, isHeard: true, at: 150) == .unknown)
        let again = cache.list(Self.uri, at: 0)
        #expect(again.list !== first.list)
    }

    @Test("changes are kept for lists that nobody asked for yet: two minutes, and so many")
    func recent() {
        let recent = RecentChanges()
        recent.add(5..<6, of: "a", at: 1_000)
        recent.add(7..<8, of: "b", at: 2_000)
        #expect(recent.ranges(of: "a", at: 121_000) == [5..<6])
        #expect(recent.ranges(of: "a", at: 121_001) == [])
        #expect(recent.forgotten == 0)
        for number in 0..<RecentChanges.capacity { recent.add(number..<(number + 1), of: "c", at: 3_000) }
        #expect(recent.ranges(of: "b", at: 3_000) == [])
        #expect(recent.ranges(of: "c", at: 3_000).count == RecentChanges.capacity)
        #expect(recent.forgotten == 2)
    }
}
