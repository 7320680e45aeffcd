// Writes that wait together share a commit, and nothing else: what one does or fails to do is its own.

import Dispatch
import SQL
import SQLSQLite
import Testing

@Suite struct GroupCommitTests {
    private struct Refused: Error, Equatable { let number: Int }

    /// What a member of a group does to fail.
    enum Failing: String, CaseIterable, Sendable {
        case throwing, uniqueness, foreignKey, deferredForeignKey, syntax
    }

    @Test func manyWritersAreAllTold() async throws {
        try await counting { database in
            let answers = try await held(database, writers: 200) { number, db in
                try db.execute("INSERT INTO numbers (n) VALUES ($1)", [SQLValue(number)])
            }
            #expect(done(answers) == Array(repeating: 1, count: 200))
            #expect(try await numbers(database) == Array(0..<200))
        }
    }

    @Test func theyRunInTheOrderInWhichTheyCame() async throws {
        try await counting { database in
            _ = try await held(database, writers: 50) { number, db in
                try db.execute(
                    "INSERT INTO places (n, place) SELECT $1, COUNT(*) FROM places", [SQLValue(number)])
            }
            let places = try await database.read {
                try $0.query("SELECT n FROM places ORDER BY place").map { try $0.integer("n") }
            }
            #expect(places == Array(0..<50))
        }
    }

    /// Each third write fails after it wrote; it alone is undone, and it alone is told.
    @Test(arguments: Failing.allCases) func aFailureIsItsOwn(_ failing: Failing) async throws {
        try await counting { database in
            let answers = try await held(database, writers: 60) { number, db in
                let written = try db.execute("INSERT INTO numbers (n) VALUES ($1)", [SQLValue(number)])
                if number % 3 == 1 { try GroupCommitTests.fail(failing, number, in: db) }
                return written
            }
            #expect(try await numbers(database) == (0..<60).filter { $0 % 3 != 1 })
            for (number, answer) in answers.enumerated() {
                switch answer {
                case .success(let rows): #expect(number % 3 != 1 && rows == 1)
                case .failure(let error):
                    #expect(number % 3 == 1)
                    if failing == .throwing { #expect(error as? Refused == Refused(number: number)) }
                    if failing == .uniqueness {
                        #expect(error as? SQLFault == .uniqueViolation("numbers.n"))
                    }
                }
            }
        }
    }

    @Test func oneSeesWhatThoseBeforeItWrote() async throws {
        try await counting { database in
            let answers = try await held(database, writers: 50) { _, db in
                try db.execute("UPDATE prize SET taken_at = 1 WHERE taken_at IS NULL")
            }
            #expect(done(answers).reduce(0, +) == 1)
        }
    }

    /// A write of a task that was cancelled is committed all the same, and the task is told.
    @Test func aCancelledMemberIsTold() async throws {
        try await counting { database in
            let writers = (0..<40).map { number in
                Task {
                    try await database.write {
                        try $0.execute("INSERT INTO numbers (n) VALUES ($1)", [SQLValue(number)])
                    }
                }
            }
            for (number, writer) in writers.enumerated() where number % 2 == 0 { writer.cancel() }
            for writer in writers {
                let rows = try await writer.value
                #expect(rows == 1)
            }
            let kept = try await numbers(database)
            #expect(kept == Array(0..<40))
        }
    }

    @Test func aDatabaseThatWasClosedTellsEachOne() async throws {
        try await counting { database in
            try database.close()
            for _ in 0..<3 {
                await #expect(throws: SQLFault.closed) { _ = try await database.write { try $0.execute("SELECT 1") } }
            }
        }
    }

    /// A full database fails the group as a whole: nobody is told "done".
    @Test func aFullDatabaseKeepsNothingOfTheGroup() async throws {
        try await counting { database in
            _ = try await database.write { try $0.execute("PRAGMA max_page_count = 40") }
            let long = String(repeating: "x", count: 20_000)
            let answers = try await held(database, writers: 60) { number, db in
                try db.execute(
                    "INSERT INTO texts (n, text) VALUES ($1, $2)", [SQLValue(number), SQLValue(long)])
            }
            let told = answers.indices.filter { done([answers[$0]]) == [1] }
            let kept = try await database.read {
                try $0.query("SELECT n FROM texts ORDER BY n").map { try $0.integer("n") }
            }
            #expect(kept == told)
            #expect(told.count < 60)
        }
    }

    // MARK: What the tests share

    private static func fail(_ failing: Failing, _ number: Int, in db: any SQLTransaction) throws {
        switch failing {
        case .throwing: throw Refused(number: number)
        case .uniqueness: _ = try db.execute("INSERT INTO numbers (n) VALUES ($1)", [SQLValue(number)])
        case .foreignKey: try db.execute("INSERT INTO children (n) VALUES (-1)")
        case .deferredForeignKey: try db.execute("INSERT INTO late_children (n) VALUES (-1)")
        case .syntax: try db.execute("INSERT INTO nowhere (n) VALUES (1)")
        }
    }

    /// Runs writers that wait together: the first write of all holds the connection until the others have queued up.
    private func held(
        _ database: SQLiteDatabase,
        writers: Int,
        _ body: @escaping @Sendable (Int, any SQLTransaction) throws -> Int
    ) async throws -> [Result<Int, any Error>] {
        let (begun, end) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))
        let holding = Task {
            try await database.write { _ in
                begun.continuation.finish()
                end.wait()
            }
        }
        for await _ in begun.stream {}
        var tasks: [Task<Int, any Error>] = []
        for number in 0..<writers {
            tasks.append(Task { try await database.write { try body(number, $0) } })
            while database.waitingWrites <= number { await Task.yield() }
        }
        end.signal()
        try await holding.value
        var answers: [Result<Int, any Error>] = []
        for task in tasks { answers.append(await task.result) }
        return answers
    }

    private func done(_ answers: [Result<Int, any Error>]) -> [Int] { answers.compactMap { try? $0.get() } }

    private func numbers(_ database: SQLiteDatabase) async throws -> [Int] {
        try await database.read { try $0.query("SELECT n FROM numbers ORDER BY n").map { try $0.integer("n") } }
    }

    private func counting(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase(path: folder + "/a.db")
            _ = try await database.write { db in
                try db.execute("CREATE TABLE numbers (n BIGINT PRIMARY KEY)")
                try db.execute("CREATE TABLE places (n BIGINT PRIMARY KEY, place BIGINT)")
                try db.execute("CREATE TABLE texts (n BIGINT PRIMARY KEY, text TEXT)")
                try db.execute("CREATE TABLE children (n BIGINT REFERENCES numbers (n))")
                try db.execute(
                    "CREATE TABLE late_children (n BIGINT REFERENCES numbers (n) DEFERRABLE INITIALLY DEFERRED)")
                try db.execute("CREATE TABLE prize (taken_at BIGINT)")
                try db.execute("INSERT INTO prize (taken_at) VALUES (NULL)")
            }
            try await body(database)
            try? database.close()
        }
    }
}
