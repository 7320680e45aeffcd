// Forgetting: nothing outlives what it is for, and no number comes back.

import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("Upkeep")
struct UpkeepTests {
    static let now = TestAuthority.now
    static let tables = ["sessions", "named_tokens", "status_lists", "status_changes"]

    @Test("what has expired goes, an hour later; what lives stays", arguments: TestDatabase.all)
    func sweep(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let session = try await house.login()
            let short = try await house.named("ana", "short", expiresIn: 7_200)
            let long = try await house.named("ana", "long", expiresIn: 86_400)
            for token in [session, short] {
                try await house.authority.tokens.takeBack(token.id, of: house.ana, at: Self.now)
            }
            #expect(try await counts(house) == [1, 2, 3, 2])

            try await house.authority.upkeep.sweep(at: Self.now + 900 + 3_600)
            #expect(try await counts(house) == [1, 2, 3, 2], "the hour of grace")
            try await house.authority.upkeep.sweep(at: Self.now + 900 + 3_601)
            #expect(try await counts(house) == [0, 2, 3, 2], "the session; its list serves until its hour is over")
            #expect(try await house.isRevoked(session.token, at: Self.now + 3_600))
            try await house.authority.upkeep.sweep(at: Self.now + 7_200 + 3_601)
            #expect(try await counts(house) == [0, 1, 1, 0])
            #expect(try await !house.isRevoked(long.token, at: Self.now + 7_200))
            try await house.authority.upkeep.sweep(at: Self.now + 86_400 + 3_601)
            #expect(try await counts(house) == [0, 0, 0, 0])
        }
    }

    @Test("more rows than one transaction deletes go too, and secrets that expired", arguments: [TestDatabase.memory, .file])
    func batches(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let client = try await house.program()
            _ = try await house.authority.clients.addSecret(to: client.id, lifetime: 60, at: Self.now)
            try await house.database.write { db throws in
                for number in 0..<4_500 {
                    let handle = try Records.StatusLists.allocate(expiringAt: Self.now + 900, in: db)
                    try Session.insert(
                        Session(
                            id: "ses_\(number)", account: house.ana.id, handle: handle, createdAt: Self.now,
                            expiresAt: Self.now + 900), in: db)
                    try StatusChanges.append(handles: [handle], at: Self.now, in: db)
                }
            }
            try await house.authority.upkeep.sweep(at: Self.now + 7_201)
            for table in ["sessions", "status_changes", "status_lists"] { #expect(try await house.count(table) == 0) }
            #expect(try await house.count("client_secrets") == 1)
        }
    }

    @Test("a list's number is never used again, nor a version", arguments: TestDatabase.all)
    func numbers(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            var (lists, versions): (Set<Int>, Set<Int>) = ([], [])
            for day in 0..<5 {
                let now = Self.now + day * 86_400
                let login = try await house.login(at: now)
                try await house.authority.tokens.takeBack(login.id, of: house.ana, at: now)
                let found = try await house.database.read { db in
                    (
                        try Records.StatusLists.all(in: db).map(\.number),
                        try StatusChanges.after(version: 0, in: db).map(\.version)
                    )
                }
                #expect(found.0.count == 1)
                #expect(lists.isDisjoint(with: found.0))
                #expect(versions.isDisjoint(with: found.1))
                lists.formUnion(found.0)
                versions.formUnion(found.1)
                try await house.authority.upkeep.sweep(at: now + 86_000)
            }
            #expect(lists == [1, 2, 3, 4, 5])
        }
    }

    @Test("a session that is forgotten while its list lives can't be taken for another")
    func forgotten() async throws {
        try await TestAuthority.run { house in
            let first = try await house.login()
            try await house.authority.upkeep.sweep(at: Self.now + 900 + 3_601)
            #expect(try await house.count("sessions") == 0)
            await #expect(throws: (any Error).self) {
                try await house.authority.tokens.authenticate(bearer: first.token, at: Self.now)
            }
            let second = try await house.login(at: Self.now)
            let handle = try await house.database.read { try Session.find(id: second.id, in: $0)?.handle }
            #expect(handle?.index == 1)
        }
    }

    private func counts(_ house: TestAuthority) async throws -> [Int] {
        var counts: [Int] = []
        for table in Self.tables { counts.append(try await house.count(table)) }
        return counts
    }
}
