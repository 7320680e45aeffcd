// Sessions: found by id and by handle, alive or not, taken back once.

import Records
import SQL
import Support
import Testing

@Suite struct SessionTests {
    @Test(arguments: TestDatabase.all) func whatIsInsertedIsFound(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { try Session.insert(.sample("a", index: 3), in: $0) }
            try await database.read { db throws in
                let session = Session.sample("a", index: 3)
                #expect(try Session.find(id: "ses_a", in: db) == session)
                #expect(try Session.find(handle: StatusHandle(list: 1, index: 3), in: db) == session)
                #expect(try Session.find(id: "ses_b", in: db) == nil)
                #expect(try Session.find(handle: StatusHandle(list: 3, index: 1), in: db) == nil)
            }
        }
    }

    @Test(arguments: TestDatabase.all) func aHandleBelongsToOne(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { try Session.insert(.sample("a", index: 0), in: $0) }
            await #expect(throws: SQLFault.uniqueViolation("sessions.list, sessions.idx")) {
                try await database.write { try Session.insert(.sample("b", index: 0), in: $0) }
            }
        }
    }

    @Test(arguments: TestDatabase.all) func liveIsMineAndNotExpiredAndNotRevoked(kind: TestDatabase)
        async throws
    {
        try await withOwners(kind) { database in
            try await database.write { db throws in
                try Session.insert(.sample("mine", index: 0), in: db)
                try Session.insert(.sample("theirs", of: "usr_bob", index: 1), in: db)
                try Session.insert(.sample("old", index: 2, expiresAt: noon + 10), in: db)
                try Session.insert(.sample("gone", index: 3), in: db)
                _ = try Session.markRevoked(ids: ["ses_gone"], at: noon, in: db)
            }
            try await database.read { db throws in
                #expect(
                    try Session.live(of: "usr_ada", at: noon + 9, in: db).map(\.id) == [
                        "ses_mine", "ses_old",
                    ])
                #expect(try Session.live(of: "usr_ada", at: noon + 10, in: db).map(\.id) == ["ses_mine"])
                #expect(try Session.live(of: "usr_bob", at: noon + 10, in: db).map(\.id) == ["ses_theirs"])
            }
        }
    }

    @Test(arguments: TestDatabase.all) func revokingTellsWhatItChanged(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { db throws in
                for (index, name) in ["a", "b", "c"].enumerated() {
                    try Session.insert(.sample(name, index: index), in: db)
                }
            }
            let first = try await database.write {
                try Session.markRevoked(ids: ["ses_b", "ses_b", "ses_none"], at: noon + 1, in: $0)
            }
            let second = try await database.write {
                try Session.markRevoked(ids: ["ses_a", "ses_b"], at: noon + 2, in: $0)
            }
            #expect(first.map(\.handle.index) == [1])
            #expect(first.map(\.revokedAt) == [noon + 1])
            #expect(second.map(\.id) == ["ses_a"])
            #expect(try await database.read { try Session.find(id: "ses_b", in: $0)?.revokedAt } == noon + 1)
            #expect(try await database.read { try Session.find(id: "ses_c", in: $0)?.revokedAt } == nil)
        }
    }

    @Test(arguments: TestDatabase.all) func ofManyRevocationsOneWins(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { try Session.insert(.sample("a", index: 0), in: $0) }
            let changed = try await withThrowingTaskGroup(of: Int.self) { group in
                for second in 0..<50 {
                    group.addTask {
                        try await database.write {
                            try Session.markRevoked(ids: ["ses_a"], at: noon + second, in: $0).count
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(changed == 1)
        }
    }

    @Test(arguments: TestDatabase.all) func theExpiredAreDeleted(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { db throws in
                for (index, second) in [9, 10, 11].enumerated() {
                    try Session.insert(.sample("\(second)", index: index, expiresAt: noon + second), in: db)
                }
            }
            #expect(try await database.write { try Session.deleteExpired(before: noon + 10, limit: 9, in: $0) } == 1)
            #expect(try await database.read { try Session.live(of: "usr_ada", at: noon, in: $0).count } == 2)
        }
    }

    private func withOwners(_ kind: TestDatabase, _ body: (any SQLDatabase) async throws -> Void) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                for name in ["ada", "bob"] { try Account.insert(.sample(name), in: db) }
                try API.insert(.sample("notes"), in: db)
            }
            try await body(database)
        }
    }
}
