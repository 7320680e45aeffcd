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
            var tags: Set<String> = [try await read(house).document.entityTag]
            for (count, index) in [7, 2, 9].enumerated() {
                try await house.authority.tokens.takeBack(tokens[index].id, of: house.ana, at: Self.now)
                let (list, document) = try await read(house)
                #expect(list.version == count + 1)
                #expect(tags.insert(document.entityTag).inserted)
                #expect(list.bits.bytes.reduce(0) { $0 + $1.nonzeroBitCount } == count + 1)
                #expect(list.bits.status(at: index) == 1)
            }
        }
    }

    @Test("what another process takes back shows at once", arguments: TestDatabase.all)
    func otherProcess(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let login = try await house.login()
            _ = try await read(house)
            _ = try await house.database.write { db in
                let session = try Session.find(id: login.id, in: db)
                _ = try Session.markRevoked(ids: [login.id], at: Self.now, in: db)
                try StatusChanges.append(handles: session.map { [$0.handle] } ?? [], at: Self.now, in: db)
            }
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
            #expect(after.entityTag == before.entityTag)
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
                issuer: house.issuer, database: house.database, keys: house.authority.keys, timeToLive: 1)
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
            #expect(second.entityTag != first.entityTag)
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

    @Test("read by many while tokens are taken back, no reader sees a bit go", .timeLimit(.minutes(1)))
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
}
