// How far the stream was followed: what to resume after, when something is missing, and when the log went back.

import Testing

@testable import TokenVerifier

@Suite("Stream position")
struct StreamPositionTests {
    /// What comes in: a connection, a change of a version, a heartbeat, a resync.
    enum Step: Sendable {
        case connect, change(Int), beat(Int), resync(Int), resyncAll(Int?), keys(Int)
    }

    static let rows: [(String, [Step], String?, StreamPosition.Verdict)] = [
        ("nothing yet", [.connect], nil, .follows),
        ("begins where the log stands", [.connect, .beat(7)], "7", .follows),
        ("begins with a change", [.connect, .change(7)], "7", .follows),
        ("follows", [.connect, .beat(7), .change(8), .change(9), .beat(9), .beat(9)], "9", .follows),
        ("the same again", [.connect, .beat(7), .change(8), .change(8), .change(7)], "8", .follows),
        ("one is missing", [.connect, .beat(7), .change(9)], "7", .follows),
        ("it comes later", [.connect, .beat(7), .change(9), .change(8)], "9", .follows),
        ("a heartbeat waits for it", [.connect, .beat(7), .change(9), .beat(9)], "7", .follows),
        ("the second does not", [.connect, .beat(7), .change(9), .beat(9), .beat(9)], "9", .missed),
        ("a heartbeat knows more", [.connect, .beat(7), .beat(8)], "7", .follows),
        ("and the next one too", [.connect, .beat(7), .beat(8), .beat(8)], "8", .missed),
        ("late, but in time", [.connect, .beat(7), .beat(8), .change(8), .beat(8)], "8", .follows),
        ("far too many are missing", [.connect, .beat(7), .change(5_000)], "5000", .missed),
        ("numbers without bound", [.connect, .beat(0), .beat(1 << 60)], "\(1 << 60)", .missed),
        ("another backup", [.connect, .beat(7), .beat(6)], "6", .wentBack),
        ("another backup while away", [.connect, .beat(7), .connect, .beat(6)], "6", .wentBack),
        ("the server says so", [.connect, .beat(7), .connect, .resyncAll(3)], "3", .wentBack),
        ("the server gives up", [.connect, .beat(7), .resyncAll(9), .change(10)], "10", .follows),
        ("resumed", [.connect, .beat(7), .connect, .beat(7), .change(8)], "8", .follows),
        ("resumed, and told where the log stands first", [.connect, .beat(7), .connect, .beat(9), .change(8)], "8", .follows),
        ("resumed before what was missing", [.connect, .beat(7), .change(9), .connect, .beat(7), .change(8)], "9", .follows),
        ("cut off in the middle of it", [.connect, .beat(7), .connect, .beat(9), .connect], "7", .follows),
        ("lists to be read again", [.connect, .beat(7), .resync(7), .resync(7), .beat(5_000)], "5000", .follows),
        ("and the next change", [.connect, .beat(7), .resync(7), .change(5_000), .change(5_001)], "5001", .follows),
        ("cut off before the version", [.connect, .beat(7), .resync(7), .connect], "7", .follows),
        ("keys have no version", [.connect, .beat(7), .keys(7), .keys(0)], "7", .follows),
    ]

    @Test("each story ends where it should", arguments: rows)
    func stories(name: String, steps: [Step], resume: String?, verdict: StreamPosition.Verdict) {
        var position = StreamPosition()
        var last = StreamPosition.Verdict.follows
        for step in steps {
            switch step {
            case .connect: position.connect()
            case .change(let id): last = position.take(.revoked(uri: "u", 0..<1), id: id)
            case .beat(let version): last = position.take(.version(version), id: version)
            case .resync(let id): last = position.take(.resync(uri: "u"), id: id)
            case .resyncAll(let id): last = position.take(.resyncAll, id: id)
            case .keys(let id): last = position.take(.keys, id: id)
            }
        }
        #expect(position.resumeAfter == resume, "\(name)")
        #expect(last == verdict, "\(name)")
    }

    /// Changes are lost, doubled, and come in any order; connections are cut; heartbeats come when they like. At the end
    /// a connection that is whole brings the rest: nothing may be missing then that was not said to be.
    @Test("nothing is lost without being noticed, whatever happens", arguments: 0..<50)
    func anything(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        var position = StreamPosition()
        var applied: Set<Int> = []
        var log = 0
        position.connect()
        _ = position.take(.version(0), id: 0)
        for _ in 0..<200 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4: log += 1
            case 4..<7:
                guard log > 0 else { continue }
                let version = Int.random(in: 1...log, using: &random)
                applied.insert(version)
                if position.take(.revoked(uri: "u", version..<(version + 1)), id: version) != .follows {
                    applied.formUnion(1...log)
                }
            case 7:
                if position.take(.version(log), id: log) != .follows, log > 0 { applied.formUnion(1...log) }
            default:
                position.connect()
                let known = Int(position.resumeAfter ?? "0") ?? 0
                #expect(known == 0 || Set(1...known).isSubset(of: applied))
                _ = position.take(.version(known), id: known)
            }
        }
        position.connect()
        let known = Int(position.resumeAfter ?? "0") ?? 0
        applied.formUnion((known + 1)..<max(known + 1, log + 1))
        #expect(applied.isSuperset(of: log > 0 ? Set(1...log) : []))
    }
}

/// A generator that says the same for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
