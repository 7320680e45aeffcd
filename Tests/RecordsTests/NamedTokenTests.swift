// Named tokens: found by id and by handle, alive or not, taken back once.

import Records
import SQL
import Support
import Testing

@Suite struct NamedTokenTests {
    @Test(arguments: TestDatabase.all) func whatIsInsertedIsFound(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { try NamedToken.insert(.sample("a", index: 3), in: $0) }
            try await database.read { db throws in
                let token = NamedToken.sample("a", index: 3)
                #expect(try NamedToken.find(id: "tok_a", in: db) == token)
                #expect(try NamedToken.find(handle: StatusHandle(list: 1, index: 3), in: db) == token)
                #expect(try NamedToken.find(id: "tok_b", in: db) == nil)
                #expect(try NamedToken.find(handle: StatusHandle(list: 3, index: 1), in: db) == nil)
            }
        }
    }

    @Test(arguments: TestDatabase.all) func aHandleBelongsToOne(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { try NamedToken.insert(.sample("a", index: 0), in: $0) }
            await #expect(throws: SQLFault.uniqueViolation("named_tokens.list, named_tokens.idx")) {
                try await database.write { try NamedToken.insert(.sample("b", index: 0), in: $0) }
            }
        }
    }

    @Test(arguments: TestDatabase.all) func liveIsMineAndNotExpiredAndNotRevoked(kind: TestDatabase)
        async throws
    {
        try await withOwners(kind) { database in
            try await database.write { db throws in
                try NamedToken.insert(.sample("mine", index: 0), in: db)
                try NamedToken.insert(.sample("theirs", of: "usr_bob", index: 1), in: db)
                try NamedToken.insert(.sample("old", index: 2, expiresAt: noon + 10), in: db)
                try NamedToken.insert(.sample("gone", index: 3), in: db)
                _ = try NamedToken.markRevoked(ids: ["tok_gone"], at: noon, in: db)
            }
            try await database.read { db throws in
                #expect(
                    try NamedToken.live(of: "usr_ada", at: noon + 9, in: db).map(\.id) == [
                        "tok_mine", "tok_old",
                    ])
                #expect(try NamedToken.live(of: "usr_ada", at: noon + 10, in: db).map(\.id) == ["tok_mine"])
                #expect(try NamedToken.live(of: "usr_bob", at: noon + 10, in: db).map(\.id) == ["tok_theirs"])
            }
        }
    }

    @Test(arguments: TestDatabase.all) func revokingTellsWhatItChanged(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { db throws in
                for (index, name) in ["a", "b", "c"].enumerated() {
                    try NamedToken.insert(.sample(name, index: index), in: db)
                }
            }
            let first = try await database.write {
                try NamedToken.markRevoked(ids: ["tok_b", "tok_b", "tok_none"], at: noon + 1, in: $0)
            }
            let second = try await database.write {
                try NamedToken.markRevoked(ids: ["tok_a", "tok_b"], at: noon + 2, in: $0)
            }
            #expect(first.map(\.handle.index) == [1])
            #expect(first.map(\.revokedAt) == [noon + 1])
            #expect(second.map(\.id) == ["tok_a"])
            #expect(
                try await database.read { try NamedToken.find(id: "tok_b", in: $0)?.revokedAt } == noon + 1)
            #expect(try await database.read { try NamedToken.find(id: "tok_c", in: $0)?.revokedAt } == nil)
        }
    }

    @Test(arguments: TestDatabase.all) func ofManyRevocationsOneWins(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { try NamedToken.insert(.sample("a", index: 0), in: $0) }
            let changed = try await withThrowingTaskGroup(of: Int.self) { group in
                for second in 0..<50 {
                    group.addTask {
                        try await database.write {
                            try NamedToken.markRevoked(ids: ["tok_a"], at: noon + second, in: $0).count
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
                    try NamedToken.insert(
                        .sample("\(second)", index: index, expiresAt: noon + second), in: db)
                }
            }
            #expect(try await database.write { try NamedToken.deleteExpired(before: noon + 10, limit: 9, in: $0) } == 1)
            #expect(
                try await database.read { try NamedToken.live(of: "usr_ada", at: noon, in: $0).count } == 2)
        }
    }

    @Test(arguments: TestDatabase.all) func aSecretIsFoundByItsDigestAndBelongsToOne(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            let (signed, opaque) = (
                NamedToken.sample("a", index: 0, kid: "k1"), NamedToken.sample("b", index: 1, secretHash: "h1")
            )
            try await database.write { db throws in
                try NamedToken.insert(signed, in: db)
                try NamedToken.insert(.sample("c", index: 2), in: db)
                try NamedToken.insert(opaque, in: db)
            }
            try await database.read { db throws in
                #expect(try NamedToken.find(secretHash: "h1", in: db) == opaque)
                #expect(try NamedToken.find(secretHash: "h2", in: db) == nil)
                #expect(try NamedToken.find(id: "tok_a", in: db) == signed)
            }
            await #expect(throws: SQLFault.uniqueViolation("named_tokens.secret_hash")) {
                try await database.write { try NamedToken.insert(.sample("d", index: 3, secretHash: "h1"), in: $0) }
            }
        }
    }

    @Test(arguments: TestDatabase.all) func rolledOnceAndDueAfterItsOverlap(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { db throws in
                for (index, name) in ["a", "b", "c"].enumerated() {
                    try NamedToken.insert(.sample(name, index: index), in: db)
                }
            }
            let rolls = try await database.write { db throws in
                try [("tok_a", 20), ("tok_a", 30), ("tok_b", 10), ("tok_none", 10)].map { id, end in
                    try NamedToken.markRolled(id: id, to: "tok_new", endingAt: noon + end, in: db)
                }
            }
            // A write may run twice, and the second time nothing is left to roll where the first was committed.
            #expect(rolls == [true, false, true, false])
            try await database.read { db throws in
                #expect(try NamedToken.due(at: noon + 9, limit: 5, in: db).isEmpty)
                #expect(try NamedToken.due(at: noon + 20, limit: 5, in: db).map(\.id) == ["tok_b", "tok_a"])
                #expect(try NamedToken.due(at: noon + 20, limit: 1, in: db).map(\.id) == ["tok_b"])
                let rolled = try NamedToken.find(id: "tok_a", in: db)
                #expect(rolled?.successor == "tok_new" && rolled?.endsAt == noon + 20)
                #expect(rolled?.isLive(at: noon + 19) == true && rolled?.isLive(at: noon + 20) == false)
            }
            _ = try await database.write { try NamedToken.markRevoked(ids: ["tok_a", "tok_c"], at: noon + 20, in: $0) }
            try await database.read { db throws in
                #expect(try NamedToken.due(at: noon + 99, limit: 5, in: db).map(\.id) == ["tok_b"])
            }
            #expect(
                try await database.write {
                    try NamedToken.markRolled(id: "tok_c", to: "tok_new", endingAt: noon, in: $0)
                } == false)
        }
    }

    @Test(arguments: TestDatabase.all) func onlyLaterUsesSeenByAGuardAreNoted(kind: TestDatabase) async throws {
        try await withOwners(kind) { database in
            try await database.write { db throws in
                try NamedToken.insert(.sample("a", index: 7), in: db)
                try API.insert(.sample("tasks"), in: db)
                for (client, api) in [("cli_notes", "notes"), ("cli_tasks", "tasks")] {
                    _ = try db.execute(
                        "INSERT INTO clients (id, name, created_at) VALUES ($1, $1, 0)", [SQLValue(client)])
                    _ = try db.execute(
                        "INSERT INTO client_guards (client, api) VALUES ($1, $2)",
                        [SQLValue(client), SQLValue("https://\(api).example")])
                }
            }
            func note(_ index: Int, _ client: String, _ second: Int, _ address: String?) async throws -> Bool {
                try await database.write {
                    try NamedToken.noteUse(
                        of: StatusHandle(list: 1, index: index), at: noon + second, from: address,
                        guardedBy: client, in: $0)
                }
            }
            #expect(try await note(7, "cli_notes", 5, "192.0.2.1"))
            #expect(try await !note(7, "cli_notes", 5, "192.0.2.2"))
            #expect(try await !note(7, "cli_notes", 4, "192.0.2.3"))
            #expect(try await !note(7, "cli_tasks", 9, "192.0.2.4"))
            #expect(try await !note(8, "cli_notes", 9, "192.0.2.5"))
            var token = try await database.read { try NamedToken.find(id: "tok_a", in: $0) }
            #expect(token?.lastUsedAt == noon + 5 && token?.lastUsedFrom == "192.0.2.1")
            #expect(try await note(7, "cli_notes", 6, nil))
            token = try await database.read { try NamedToken.find(id: "tok_a", in: $0) }
            #expect(token?.lastUsedAt == noon + 6 && token?.lastUsedFrom == nil)
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
