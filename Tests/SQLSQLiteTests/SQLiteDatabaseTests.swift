// What a transaction promises: all or nothing, one at a time, on disk, and its end always told.

import SQL
import SQLSQLite
import Testing

@Suite struct SQLiteDatabaseTests {
    private struct Refused: Error {}

    @Test func theWritingConnectionWritesThroughToTheDisk() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase(path: folder + "/a.db")
            let settings = try await database.write { db in
                [
                    try db.query("PRAGMA synchronous").first?.integer("synchronous"),
                    try db.query("PRAGMA foreign_keys").first?.integer("foreign_keys"),
                    try db.query("PRAGMA busy_timeout").first?.integer("timeout"),
                ]
            }
            #expect(settings == [2, 1, 5_000])
            let journal = try await database.write {
                try $0.query("PRAGMA journal_mode").first?.text("journal_mode")
            }
            #expect(journal == "wal")
            try database.close()
        }
    }

    @Test func throwingLeavesNothing() async throws {
        let database = try await counting()
        await #expect(throws: Refused.self) {
            _ = try await database.write { db in
                try db.execute("INSERT INTO numbers (n) VALUES (1)")
                throw Refused()
            }
        }
        #expect(try await count(database) == 0)
    }

    @Test func aStatementThatFailsCanBeAnsweredAndTheRestKept() async throws {
        let database = try await counting()
        _ = try await database.write { db in
            try db.execute("INSERT INTO numbers (n) VALUES (1)")
            #expect(throws: SQLFault.uniqueViolation("numbers.n")) {
                try db.execute("INSERT INTO numbers (n) VALUES (1)")
            }
            try db.execute("INSERT INTO numbers (n) VALUES (2)")
        }
        #expect(try await count(database) == 2)
    }

    @Test func aDeferredRuleThatFailsAtTheCommitFailsTheWrite() async throws {
        let database = try await counting()
        _ = try await database.write { db in
            try db.execute(
                "CREATE TABLE children (n BIGINT REFERENCES numbers (n) DEFERRABLE INITIALLY DEFERRED)"
            )
        }
        await #expect(throws: SQLFault.constraintViolation("FOREIGN KEY constraint failed")) {
            _ = try await database.write { try $0.execute("INSERT INTO children (n) VALUES (7)") }
        }
        let children = try await database.read { try $0.query("SELECT n FROM children").count }
        #expect(children == 0)
    }

    @Test func aCancelledTaskStillLearnsThatItsWriteWasCommitted() async throws {
        let database = try await counting()
        let writing = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await database.write { try $0.execute("INSERT INTO numbers (n) VALUES (1)") }
        }
        #expect(try await writing.value == 1)
        #expect(try await count(database) == 1)
    }

    @Test func answersAndRowsAgreeWhenTasksAreCancelledAnywhere() async throws {
        let database = try await counting()
        let answered = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let writing = Task {
                        try await database.write {
                            try $0.execute("INSERT INTO numbers (n) VALUES ($1)", [SQLValue(number)])
                        }
                    }
                    if number % 2 == 0 { writing.cancel() }
                    return (try? await writing.value) == 1
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(try await count(database) == answered)
    }

    @Test func aReadSeesEveryAnsweredWriteAndNoLaterOne() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase(path: folder + "/a.db")
            _ = try await database.write { try $0.execute("CREATE TABLE numbers (n BIGINT PRIMARY KEY)") }
            let other = try SQLiteDatabase(path: folder + "/a.db")
            for number in 1...20 {
                _ = try await database.write {
                    try $0.execute("INSERT INTO numbers (n) VALUES ($1)", [SQLValue(number)])
                }
                #expect(try await count(database) == number)
                #expect(try await count(other) == number)
            }
            try database.close()
            try other.close()
        }
    }

    @Test(arguments: [true, false]) func aReadCantChangeAnything(inMemory: Bool) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.db"
            let database = inMemory ? try SQLiteDatabase.inMemory() : try SQLiteDatabase(path: path)
            _ = try await database.write { try $0.execute("CREATE TABLE numbers (n BIGINT PRIMARY KEY)") }
            await #expect(throws: SQLFault.readOnly(path: inMemory ? ":memory:" : path)) {
                try await database.read { try $0.execute("INSERT INTO numbers (n) VALUES (1)") }
            }
            #expect(try await count(database) == 0)
            try database.close()
        }
    }

    @Test func twoProcessesTakeTurns() async throws {
        try await withTemporaryFolder { folder in
            let server = try SQLiteDatabase(path: folder + "/a.db")
            let command = try SQLiteDatabase(path: folder + "/a.db")
            _ = try await server.write { try $0.execute("CREATE TABLE numbers (n BIGINT PRIMARY KEY)") }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    let database = number % 2 == 0 ? server : command
                    group.addTask {
                        // Reads first and writes then: without the lock at the start this would fail as busy.
                        try await database.write { db in
                            let next =
                                try db.query("SELECT COUNT(*) AS n FROM numbers").first?.integer("n") ?? 0
                            return try db.execute("INSERT INTO numbers (n) VALUES ($1)", [SQLValue(next)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await count(server) == 100)
            try server.close()
            try command.close()
        }
    }

    @Test(arguments: [true, false]) func aClosedDatabaseSaysSo(inMemory: Bool) async throws {
        try await withTemporaryFolder { folder in
            let database =
                inMemory ? try SQLiteDatabase.inMemory() : try SQLiteDatabase(path: folder + "/a.db")
            _ = try await database.read { try $0.query("SELECT 1") }
            try database.close()
            await #expect(throws: SQLFault.closed) {
                try await database.write { try $0.query("SELECT 1").count }
            }
            await #expect(throws: SQLFault.closed) {
                try await database.read { try $0.query("SELECT 1").count }
            }
            try database.close()
        }
    }

    @Test(arguments: [true, false]) func whatIsAskedWhileItClosesIsAnswered(inMemory: Bool) async throws {
        try await withTemporaryFolder { folder in
            let database =
                inMemory ? try SQLiteDatabase.inMemory() : try SQLiteDatabase(path: folder + "/a.db")
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        do {
                            if number == 50 { try database.close() }
                            _ = try await database.write { try $0.query("SELECT 1").count }
                            _ = try await database.read { try $0.query("SELECT 1").count }
                        } catch {
                            #expect(error as? SQLFault == .closed)
                        }
                    }
                }
            }
        }
    }

    private func counting() async throws -> SQLiteDatabase {
        let database = try SQLiteDatabase.inMemory()
        _ = try await database.write { try $0.execute("CREATE TABLE numbers (n BIGINT PRIMARY KEY)") }
        return database
    }

    private func count(_ database: SQLiteDatabase) async throws -> Int? {
        try await database.read { try $0.query("SELECT COUNT(*) AS n FROM numbers").first?.integer("n") }
    }
}
