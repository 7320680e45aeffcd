// The feed of changes: everything in the order of its commit, nothing lost between reading and listening.

import OAuth
import Records
import SQL
import Support
import Synchronization
import Testing

@testable import Authority

@Suite("ChangeFeed", .timeLimit(.minutes(8)))
struct ChangeFeedTests {
    static let now = TestAuthority.now

    /// Logs that indexes of a list were revoked, as another process would; no one is woken.
    private func log(_ indexes: Range<Int>, of list: Int = 1, in house: TestAuthority) async throws {
        _ = try await house.database.write { db in
            try StatusChanges.append(
                handles: indexes.map { StatusHandle(list: list, index: $0) }, at: Self.now, in: db)
        }
    }

    private func events(_ subscription: ChangeSubscription, _ count: Int) async -> [ChangeEvent] {
        var events: [ChangeEvent] = []
        while events.count < count, let more = await subscription.next() { events += more }
        return events
    }

    @Test("200 revocations at once: version order is commit order, and each is told once", arguments: TestDatabase.all)
    func order(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            var tokens: [IssuedToken] = []
            for _ in 0..<200 { tokens.append(try await house.login()) }
            let feed = house.authority.feed
            let subscription = try await feed.subscribe(after: nil, at: Self.now)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, token) in tokens.enumerated() {
                    group.addTask {
                        try await house.authority.tokens.takeBack(token.id, of: house.ana, at: Self.now)
                        // What was answered is known to the feed, before anybody polls.
                        let seen = feed.version
                        let rows = try await house.database.read { try StatusChanges.of(list: 1, in: $0) }
                        #expect(rows.contains { $0.index == index && $0.version <= seen })
                    }
                }
                try await group.waitForAll()
            }
            #expect(feed.version == 200)
            let told = await events(subscription, 201)
            #expect(told.first == ChangeEvent(0, .version))
            #expect(told.dropFirst().map(\.version) == Array(1...200))
            let rows = try await house.database.read { try StatusChanges.after(version: 0, in: $0) }
            #expect(Array(told.dropFirst()) == rows.map(ChangeEvent.init))
            #expect(Set(rows.map(\.index)).count == 200)
        }
    }

    @Test("what was answered is in memory when it was answered")
    func answered() async throws {
        try await TestAuthority.run { house in
            let token = try await house.login()
            let feed = house.authority.feed
            try await feed.poll(at: Self.now)
            try await house.authority.tokens.takeBack(token.id, of: house.ana, at: Self.now)
            #expect(feed.version == 1)
            _ = try await house.login()
            try await house.authority.accounts.disable(Username("ana"), at: Self.now)
            #expect(feed.version == 2)
        }
    }

    @Test("a change by another process shows at the next poll")
    func otherProcess() async throws {
        try await TestAuthority.run(on: .file) { house in
            _ = try await house.login()
            let feed = house.authority.feed
            let subscription = try await feed.subscribe(after: nil, at: Self.now)
            #expect(await subscription.next() == [ChangeEvent(0, .version)])
            try await log(0..<1, in: house)
            #expect(feed.version == 0)
            try await feed.poll(at: Self.now)
            #expect(await subscription.next() == [ChangeEvent(1, .revoked(list: 1, index: 0, count: 1))])
        }
    }

    @Test(
        "where a listener begins",
        arguments: [
            (nil, [ChangeEvent(3, .version)]),
            ("3", [ChangeEvent(3, .version)]),
            ("2", [ChangeEvent(2, .version), ChangeEvent(3, .revoked(list: 1, index: 2, count: 1))]),
            (
                "0",
                [ChangeEvent(0, .version)]
                    + (0..<3).map { ChangeEvent($0 + 1, .revoked(list: 1, index: $0, count: 1)) }
            ),
            ("4", [ChangeEvent(3, .resyncAll)]),
            ("999999999999999999", [ChangeEvent(3, .resyncAll)]),
            ("9999999999999999999", [ChangeEvent(3, .resyncAll)]),
            ("", [ChangeEvent(3, .resyncAll)]), ("-1", [ChangeEvent(3, .resyncAll)]),
            ("+1", [ChangeEvent(3, .resyncAll)]), ("1 ", [ChangeEvent(3, .resyncAll)]),
            ("١", [ChangeEvent(3, .resyncAll)]),
        ] as [(String?, [ChangeEvent])]
    )
    func resume(id: String?, expected: [ChangeEvent]) async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            try await log(0..<3, in: house)
            let subscription = try await house.authority.feed.subscribe(after: id, at: Self.now)
            #expect(await subscription.next() == expected)
        }
    }

    @Test("up to a thousand missed changes are told one by one, more list by list", arguments: [1_000, 1_001])
    func farBehind(count: Int) async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            try await log(0..<count, in: house)
            let subscription = try await house.authority.feed.subscribe(after: "0", at: Self.now)
            let told = await subscription.next() ?? []
            #expect(told.first == ChangeEvent(0, .version))
            let resync = [ChangeEvent(0, .resync(list: 1)), ChangeEvent(1_001, .version)]
            #expect(count == 1_000 ? told.count == 1_001 : Array(told.dropFirst()) == resync)
        }
    }

    @Test("a thousand changes at once are told one by one, more list by list", arguments: [1_000, 1_001])
    func batch(count: Int) async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            _ = try await house.named()
            let feed = house.authority.feed
            let subscription = try await feed.subscribe(after: nil, at: Self.now)
            #expect(await subscription.next() == [ChangeEvent(0, .version)])
            try await house.database.write { db in
                for index in 0..<count {
                    let handle = StatusHandle(list: 1 + index % 2, index: index / 2)
                    try StatusChanges.append(handles: [handle], at: Self.now, in: db)
                }
            }
            try await feed.poll(at: Self.now)
            let told = await subscription.next() ?? []
            let resync = [
                ChangeEvent(0, .resync(list: 1)), ChangeEvent(0, .resync(list: 2)), ChangeEvent(1_001, .version),
            ]
            #expect(count == 1_000 ? told.count == 1_000 : told == resync)
        }
    }

    @Test("a slow reader is told to fetch everything again, and then goes on")
    func slowReader() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            let feed = house.authority.feed
            let subscription = try await feed.subscribe(after: nil, at: Self.now)
            for start in [0, 600] {
                try await log(start..<(start + 600), in: house)
                try await feed.poll(at: Self.now)
            }
            #expect(await subscription.next() == [ChangeEvent(1_200, .resyncAll)])
            try await log(2_000..<2_001, in: house)
            try await feed.poll(at: Self.now)
            #expect(await subscription.next() == [ChangeEvent(1_201, .revoked(list: 1, index: 2_000, count: 1))])
        }
    }

    @Test("the heart beats in time, and not while the database can't be read")
    func heartbeat() async throws {
        try await TestAuthority.run { house in
            let feed = house.authority.feed
            let subscription = try await feed.subscribe(after: nil, at: Self.now)
            #expect(await subscription.next() == [ChangeEvent(0, .version)])
            for second in 1...14 { try await feed.poll(at: Self.now + second) }
            #expect(await subscription.next() == [ChangeEvent(0, .version)])
            try house.breakDatabase()
            await #expect(throws: SQLFault.closed) { try await feed.poll(at: Self.now + 60) }
            await feed.wake()
            subscription.end()
            #expect(await subscription.next() == nil)
        }
    }

    @Test("a reader that has not taken one heartbeat when the next is due is hung up on")
    func stuckReader() async throws {
        try await TestAuthority.run { house in
            let feed = house.authority.feed
            let hungUp = Mutex(0)
            let stuck = try await feed.subscribe(after: nil, at: Self.now) { hungUp.withLock { $0 += 1 } }
            let reading = try await feed.subscribe(after: nil, at: Self.now)
            for round in 1...3 {
                try await feed.poll(at: Self.now + round * 15)
                #expect(await reading.next() != nil)
            }
            #expect(hungUp.withLock { $0 } == 1)
            #expect(await stuck.next()?.count == 2)
            #expect(await stuck.next() == nil)
            #expect(feed.listeners == 1)
        }
    }

    @Test("an older database in its place: everything is fetched again")
    func restored() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            try await log(0..<5, in: house)
            let feed = house.authority.feed
            let subscription = try await feed.subscribe(after: "5", at: Self.now)
            #expect(await subscription.next() == [ChangeEvent(5, .version)])
            _ = try await house.database.write {
                try $0.execute("UPDATE counters SET value = 2 WHERE name = 'status_version'")
            }
            try await feed.poll(at: Self.now)
            #expect(await subscription.next() == [ChangeEvent(2, .resyncAll)])
        }
    }

    @Test("a listener whose task is cancelled is forgotten; and all are when the server ends")
    func ends() async throws {
        try await TestAuthority.run { house in
            let feed = house.authority.feed
            let subscription = try await feed.subscribe(after: nil, at: Self.now)
            _ = await subscription.next()
            let task = Task { await subscription.next() }
            task.cancel()
            #expect(await task.value == nil)
            #expect(feed.listeners == 0)
            let others = [
                try await feed.subscribe(after: nil, at: Self.now), try await feed.subscribe(after: nil, at: Self.now),
            ]
            feed.endAll()
            for other in others {
                #expect(await other.next() == [ChangeEvent(0, .version)])
                #expect(await other.next() == nil)
            }
            #expect(feed.listeners == 0)
        }
    }

    @Test("what can't be read any more is not told as if it were true, after a while")
    func freshness() async throws {
        try await TestAuthority.run { house in
            let feed = house.authority.feed
            try await feed.checkFreshness(at: Self.now)
            try house.breakDatabase()
            try await feed.checkFreshness(at: Self.now + 15)
            for moment in [Self.now + 16, Self.now - 16] {
                let refusal = await #expect(throws: OAuthRefusal.self) { try await feed.checkFreshness(at: moment) }
                #expect(refusal?.code == .temporarilyUnavailable)
                #expect(refusal?.retryAfter == 5)
            }
        }
    }
}
