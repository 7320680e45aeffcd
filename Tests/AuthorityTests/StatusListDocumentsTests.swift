// The served status lists: every revocation shows, nothing goes backwards, and a document is renewed in time.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("StatusListDocuments")
struct StatusListDocumentsTests {
    static let now = TestAuthority.now

    private func read(_ house: TestAuthority, _ list: Int = 1, at now: Int = now) async throws
        -> (list: StatusListToken, document: StatusListDocument)
    {
        let document = try await house.authority.statusLists.document(of: list, at: now)
        let uri = "https://auth.example.com/status/\(list)"
        let keys = house.authority.keys.published
        return (try StatusListToken(verifying: document.text, uri: uri, keys: keys, leeway: 0, at: now), document)
    }

    @Test("a list of which nothing was taken back")
    func fresh() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            let (list, document) = try await read(house)
            #expect(list.bits.bits == 1)
            #expect(list.bits.bytes.count == 1 << 17)
            #expect(list.bits.bytes.allSatisfy { $0 == 0 })
            #expect(list.issuedAt == Self.now)
            #expect(list.expiresAt == Self.now + 3_600)
            #expect(list.timeToLive == 60)
            #expect(document.timeToLive == 60)
            #expect(list.version == 0)
            let header = try UnverifiedToken(parsing: document.text, maximumLength: 1 << 20).header
            #expect(header.type == .statusList)
        }
    }

    @Test("each revocation sets its bit and no other, and gives another tag", arguments: TestDatabase.all)
    func bits(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            var tokens: [IssuedToken] = []
            for _ in 0..<10 { tokens.append(try await house.login()) }
            var tags: Set<String> = [try await read(house).document.plain.entityTag]
            for (count, index) in [7, 2, 9].enumerated() {
                try await house.authority.tokens.takeBack(tokens[index].id, of: house.ana, at: Self.now)
                let (list, document) = try await read(house)
                #expect(list.version == count + 1)
                #expect(tags.insert(document.plain.entityTag).inserted)
                #expect(list.bits.bytes.reduce(0) { $0 + $1.nonzeroBitCount } == count + 1)
                #expect(list.bits.status(at: index) == 1)
            }
        }
    }

    @Test("what another process takes back shows with the next poll, and nothing is asked before", arguments: TestDatabase.all)
    func otherProcess(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let login = try await house.login()
            _ = try await read(house)
            _ = try await house.database.write { db in
                let session = try Session.find(id: login.id, in: db)
                _ = try Session.markRevoked(ids: [login.id], at: Self.now, in: db)
                try StatusChanges.append(handles: session.map { [$0.handle] } ?? [], at: Self.now, in: db)
            }
            #expect(try await read(house).list.bits.status(at: 0) == 0)
            try await house.authority.feed.poll(at: Self.now)
            #expect(try await read(house).list.bits.status(at: 0) == 1)
        }
    }

    @Test("changes of another list neither touch nor renew this one")
    func otherList() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            let named = try await house.named()
            let before = try await read(house).document
            try await house.authority.tokens.takeBack(named.id, of: house.ana, at: Self.now)
            let after = try await read(house, at: Self.now + 1).document
            #expect(after.plain.entityTag == before.plain.entityTag)
            #expect(after.text == before.text)
            #expect(try await read(house, 2, at: Self.now + 1).list.bits.status(at: 0) == 1)
        }
    }

    @Test("a start anew shows the same bits and the same version")
    func restart() async throws {
        try await TestAuthority.run { house in
            let tokens = [try await house.login(), try await house.login(), try await house.login()]
            for token in tokens.dropFirst() {
                try await house.authority.tokens.takeBack(token.id, of: house.ana, at: Self.now)
            }
            let before = try await read(house).list
            let anew = StatusListDocuments(
                issuer: house.issuer, database: house.database, keys: house.authority.keys,
                feed: ChangeFeed(database: house.database, keys: house.authority.keys), timeToLive: 1)
            let document = try await anew.document(of: 1, at: Self.now)
            let after = try StatusListToken(
                verifying: document.text, uri: before.uri, keys: house.authority.keys.published, leeway: 0, at: Self.now)
            #expect(after.bits == before.bits)
            #expect(after.version == before.version)
            #expect(after.timeToLive == 1)
        }
    }

    @Test("a document is signed again when a quarter of its life is over, not before")
    func renewal() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login(at: Self.now)
            let first = try await read(house).document
            #expect(try await read(house, at: Self.now + 899).document.text == first.text)
            let (list, second) = try await read(house, at: Self.now + 900)
            #expect(second.text != first.text)
            #expect(second.plain.entityTag != first.plain.entityTag)
            #expect(list.expiresAt == Self.now + 900 + 3_600)
        }
    }

    @Test("a clock that steps back makes no older document")
    func clockBack() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            let first = try await read(house).document
            #expect(try await house.authority.statusLists.document(of: 1, at: Self.now - 500).text == first.text)
        }
    }

    @Test("read by many while tokens are taken back, no reader sees a bit go", .timeLimit(.minutes(8)))
    func monotonic() async throws {
        try await TestAuthority.run(on: .file) { house in
            var tokens: [IssuedToken] = []
            for _ in 0..<20 { tokens.append(try await house.login()) }
            let all = tokens
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for token in all {
                        try await house.authority.tokens.takeBack(token.id, of: house.ana, at: Self.now)
                        // What was answered is in the next document.
                        let revoked = try await house.isRevoked(token.token)
                        #expect(revoked)
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        var seen = (version: 0, bits: StatusBits(count: 1 << 20))
                        for _ in 0..<10 {
                            let list = try await read(house).list
                            #expect(list.version ?? 0 >= seen.version)
                            #expect(list.bits.union(seen.bits) == list.bits)
                            seen = (list.version ?? 0, list.bits)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await read(house).list.version == 20)
        }
    }

    @Test("a list that does not exist", arguments: [0, -1, 2, Int.max, Int.min])
    func unknown(number: Int) async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.statusLists.document(of: number, at: Self.now)
            }
            #expect(refusal?.code == .notFound)
        }
    }

    @Test("a list that has retired is gone, also from memory")
    func retired() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            _ = try await read(house)
            try await house.authority.upkeep.sweep(at: Self.now + 10_000)
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.statusLists.document(of: 1, at: Self.now + 10_000)
            }
            #expect(refusal?.code == .notFound)
        }
    }

    @Test("asked for many lists, it forgets no bit of any")
    func many() async throws {
        try await TestAuthority.run { house in
            let token = try await house.named("ana", "first", expiresIn: 3_600)
            try await house.authority.tokens.takeBack(token.id, of: house.ana, at: Self.now)
            #expect(try await read(house, 1).list.bits.status(at: 0) == 1)
            for number in 2...100 {
                _ = try await house.named("ana", "token \(number)", expiresIn: number * 3_600)
                _ = try await house.authority.statusLists.document(of: number, at: Self.now)
            }
            let (list, _) = try await read(house, 1)
            #expect(list.bits.status(at: 0) == 1)
            #expect(list.version == 1)
        }
    }

    @Test("a list that is known asks no database, and is refused when nobody knows whether it is the newest")
    func memory() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            let first = try await read(house).document
            try house.breakDatabase()
            #expect(try await read(house).document.text == first.text)
            #expect(try await read(house, at: Self.now + 15).document.text == first.text)
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.statusLists.document(of: 1, at: Self.now + 16)
            }
            #expect(refusal?.code == .temporarilyUnavailable)
            await #expect(throws: SQLFault.closed) {
                try await house.authority.statusLists.document(of: 2, at: Self.now)
            }
        }
    }

    @Test("more changes at once than are told one by one", arguments: TestDatabase.all)
    func manyChanges(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            _ = try await house.login()
            _ = try await house.named()
            _ = try await read(house)
            _ = try await read(house, 2)
            try await house.database.write { db in
                let handles = (0..<1_500).map { StatusHandle(list: 1, index: $0 * 7) }
                try StatusChanges.append(handles: handles, at: Self.now, in: db)
            }
            await house.authority.feed.wake()
            let (list, document) = try await read(house)
            #expect(list.version == 1_500)
            #expect(list.bits.bytes.reduce(0) { $0 + $1.nonzeroBitCount } == 1_500)
            #expect(document.plain.bytes.count < 20_000)
            #expect(try await read(house, 2).list.version == 0)
        }
    }

    @Test("ten thousand revocations in a whole list keep its document under 20 kB compressed")
    func size() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            var random = Numbers(state: 7)
            let indexes = Set((0..<20_000).map { _ in Int.random(in: 0..<(1 << 20), using: &random) }).prefix(10_000)
            try await house.database.write { db in
                let handles = indexes.map { StatusHandle(list: 1, index: $0) }
                try StatusChanges.append(handles: handles, at: Self.now, in: db)
            }
            await house.authority.feed.wake()
            let (list, document) = try await read(house)
            #expect(list.bits.bytes.reduce(0) { $0 + $1.nonzeroBitCount } == 10_000)
            #expect(try #require(document.gzip).bytes.count < 20_000)
        }
    }

    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test("the two forms are the same document under two tags")
    func forms() async throws {
        try await TestAuthority.run { house in
            _ = try await house.login()
            let document = try await read(house).document
            let gzip = try #require(document.gzip)
            #expect(gzip.entityTag != document.plain.entityTag)
            #expect(gzip.bytes.starts(with: [0x1F, 0x8B]))
        }
    }

    @Test("more than there is room for: what was not asked for longest is read again, and nothing is lost")
    func room() async throws {
        try await TestAuthority.run { house in
            let small = StatusListDocuments(
                issuer: house.issuer, database: house.database, keys: house.authority.keys,
                feed: house.authority.feed, timeToLive: 60, room: 10_000)
            for number in 1...40 {
                let token = try await house.named("ana", "token \(number)", expiresIn: number * 3_600)
                try await house.authority.tokens.takeBack(token.id, of: house.ana, at: Self.now)
                let text = try await small.document(of: number, at: Self.now).text
                #expect(try await house.isRevoked(token.token))
                #expect(try await house.authority.statusLists.document(of: number, at: Self.now).version == number)
                #expect(!text.isEmpty)
            }
            #expect(await small.weight <= 10_000)
            for number in 1...40 {
                #expect(try await small.document(of: number, at: Self.now).version == number)
            }
        }
    }

    @Test("the URIs of all lists, and none that has retired")
    func uris() async throws {
        try await TestAuthority.run { house in
            #expect(try await house.authority.statusLists.uris(at: Self.now) == [])
            _ = try await house.login()
            _ = try await house.named()
            let all = ["https://auth.example.com/status/1", "https://auth.example.com/status/2"]
            #expect(try await house.authority.statusLists.uris(at: Self.now + 1) == all)
            try await house.authority.upkeep.sweep(at: Self.now + 10_000)
            #expect(try await house.authority.statusLists.uris(at: Self.now + 10_000) == [all[1]])
        }
    }
}
