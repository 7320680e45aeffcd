// Accounts: found by exactly their name, changed by exactly one.

import Records
import SQL
import Support
import Testing

@Suite struct AccountTests {
    @Test(arguments: TestDatabase.all) func whatIsInsertedIsFound(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            let accounts = [
                Account.sample("zoe"), .sample("ada", disabledAt: noon + 1), .sample("caf\u{e9}"),
            ]
            try await database.write { db in for account in accounts { try Account.insert(account, in: db) } }
            try await database.read { db throws in
                for account in accounts {
                    #expect(try Account.find(id: account.id, in: db) == account)
                    #expect(try Account.find(username: account.username, in: db) == account)
                }
                #expect(try Account.all(in: db).map(\.username) == ["ada", "caf\u{e9}", "zoe"])
                for missing in ["ADA", "ada ", "", "cafe\u{301}", "usr_ada"] {
                    #expect(try Account.find(username: missing, in: db) == nil, "\(missing)")
                }
                #expect(try Account.find(id: "ada", in: db) == nil)
            }
        }
    }

    @Test(arguments: TestDatabase.all) func aUsernameIsTakenOnce(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { try Account.insert(.sample(), in: $0) }
            let twin = Account(
                id: "usr_twin", username: "ada", passwordHash: "x", createdAt: noon, passwordChangedAt: noon
            )
            await #expect(throws: SQLFault.uniqueViolation("accounts.username")) {
                try await database.write { try Account.insert(twin, in: $0) }
            }
            #expect(try await database.read { try Account.all(in: $0).count } == 1)
        }
    }

    @Test(arguments: TestDatabase.all) func aPasswordIsChangedForOneAccount(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try Account.insert(.sample("ada"), in: db)
                try Account.insert(.sample("bob"), in: db)
            }
            let changed = try await database.write {
                try Account.updatePassword(id: "usr_ada", hash: "new", at: noon + 5, in: $0)
            }
            let missing = try await database.write {
                try Account.updatePassword(id: "usr_eve", hash: "new", at: noon + 5, in: $0)
            }
            #expect(changed && !missing)
            try await database.read { db throws in
                #expect(try Account.find(username: "ada", in: db)?.passwordHash == "new")
                #expect(try Account.find(username: "ada", in: db)?.passwordChangedAt == noon + 5)
                #expect(try Account.find(username: "bob", in: db) == .sample("bob"))
            }
        }
    }

    @Test(arguments: TestDatabase.all) func ofManyChangesFromOnePasswordOneWins(kind: TestDatabase)
        async throws
    {
        try await withRecords(kind) { database in
            try await database.write { try Account.insert(.sample(hash: "old"), in: $0) }
            let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        try await database.write { db throws in
                            let won = try Account.updatePassword(
                                id: "usr_ada", replacing: "old", hash: "new \(number)", at: noon, in: db
                            )
                            return won ? number : nil
                        }
                    }
                }
                return try await group.reduce(into: []) { if let number = $1 { $0.append(number) } }
            }
            try #require(winners.count == 1)
            let hash = try await database.read { try Account.find(id: "usr_ada", in: $0)?.passwordHash }
            #expect(hash == "new \(winners[0])")
        }
    }

    @Test(arguments: TestDatabase.all) func rehashingIsNoPasswordChange(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { try Account.insert(.sample(hash: "old"), in: $0) }
            try await database.write { db throws in
                #expect(try !Account.rehash(id: "usr_ada", replacing: "other", hash: "new", in: db))
                #expect(try Account.find(id: "usr_ada", in: db) == .sample(hash: "old"))
            }
            let done = try await database.write {
                try Account.rehash(id: "usr_ada", replacing: "old", hash: "new", in: $0)
            }
            #expect(done)
            #expect(
                try await database.read { try Account.find(id: "usr_ada", in: $0) } == .sample(hash: "new"))
        }
    }

    @Test(arguments: TestDatabase.all) func theFirstDisablingCounts(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { try Account.insert(.sample(), in: $0) }
            let first = try await database.write { try Account.disable(id: "usr_ada", at: noon + 1, in: $0) }
            let again = try await database.write { try Account.disable(id: "usr_ada", at: noon + 2, in: $0) }
            #expect(first && !again)
            #expect(
                try await database.read { try Account.find(id: "usr_ada", in: $0)?.disabledAt } == noon + 1)
        }
    }

    @Test(arguments: TestDatabase.all) func anAccountWithHandlesCantBeForgotten(kind: TestDatabase)
        async throws
    {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try Account.insert(.sample(), in: db)
                try Session.insert(.sample("a", index: 0), in: db)
            }
            await #expect(throws: SQLFault.constraintViolation("FOREIGN KEY constraint failed")) {
                try await database.write { try $0.execute("DELETE FROM accounts") }
            }
        }
    }
}
