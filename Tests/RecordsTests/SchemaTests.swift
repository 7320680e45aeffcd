// The schema: made once, found again, never downgraded, and the same from every past.

import Records
import SQL
import SQLSQLite
import Support
import Testing

@Suite struct SchemaTests {
    @Test(arguments: TestDatabase.all) func preparingTwiceIsPreparingOnce(kind: TestDatabase) async throws {
        try await kind.run { database in
            try await Schema.prepare(database)
            try await database.write { try Account.insert(.sample(), in: $0) }
            try await Schema.prepare(database)
            #expect(try await database.read { try Account.all(in: $0) } == [.sample()])
            #expect(try await database.read { try Schema.version(in: $0) } == Schema.newest)
        }
    }

    @Test func theNewestVersionIsSix() {
        // Raise it together with a new migration; never change one that was released.
        #expect(Schema.newest == 6)
    }

    @Test(arguments: TestDatabase.all) func aNewerDatabaseIsRefusedAndLeftAlone(kind: TestDatabase)
        async throws
    {
        try await kind.run { database in
            try await Schema.prepare(database)
            _ = try await database.write { db throws in
                _ = try db.execute(
                    "INSERT INTO schema_version (version) VALUES ($1)", [SQLValue(Schema.newest + 1)])
            }
            let fault = SchemaFault.newer(found: Schema.newest + 1, known: Schema.newest)
            await #expect(throws: fault) { try await Schema.prepare(database) }
            #expect(try await database.read { try Schema.version(in: $0) } == Schema.newest + 1)
            #expect(fault.description.contains("written by a newer tessera (schema 7, this one knows 6)"))
            #expect(fault.description.contains("install the newer version or restore a backup"))
        }
    }

    @Test func manyMayPrepareOneFileAtOnce() async throws {
        try await TestDatabase.file.run { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await Schema.prepare(database) }
                }
                try await group.waitForAll()
            }
            let versions = try await database.read { db throws in
                try db.query("SELECT version FROM schema_version").map { try $0.integer("version") }
            }
            #expect(versions.sorted() == [1, 2, 3, 4, 5, 6])
        }
    }

    @Test func aFailureLeavesNoHalfSchema() async throws {
        let database = try SQLiteDatabase.inMemory()
        // A stranger's table in the way: the migration fails in its middle.
        _ = try await database.write { try $0.execute("CREATE TABLE sessions (n BIGINT)") }
        await #expect(throws: SQLFault.self) { try await Schema.prepare(database) }
        let tables = try await database.read { db throws in
            try db.query("SELECT name FROM sqlite_master WHERE type = 'table'").map { try $0.text("name") }
        }
        #expect(tables == ["sessions"])
    }
}
