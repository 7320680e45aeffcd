// The databases that tests run on: a named factory for each driver and for each way of running closures.

import Foundation
package import SQL
import SQLSQLite

/// A kind of database to run a test on; `@Test(arguments: TestDatabase.all)` runs it on each.
package struct TestDatabase: Sendable, CustomStringConvertible {
    package let description: String
    private let make: @Sendable (_ folder: String) throws -> any SQLDatabase

    /// Every kind; a row per driver, so that a test that passes means the same on all.
    package static let all: [TestDatabase] = [.memory, .file, .rehearsed]

    /// SQLite in memory: what most tests want.
    package static let memory = TestDatabase(description: "SQLite in memory") { _ in
        try SQLiteDatabase.inMemory()
    }

    /// SQLite in a file, as in production.
    package static let file = TestDatabase(description: "SQLite in a file") { folder in
        try SQLiteDatabase(path: folder + "/tessera.db")
    }

    /// SQLite that runs every write twice, as a retry would: a body that touches more than SQL shows here.
    package static let rehearsed = TestDatabase(description: "SQLite, every write twice") { _ in
        RehearsedDatabase(database: try SQLiteDatabase.inMemory())
    }

    /// Runs `body` on a new, empty database and leaves nothing behind.
    package func run<T>(_ body: (any SQLDatabase) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tessera-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try make(folder.path)
        do {
            let answer = try await body(database)
            try database.close()
            return answer
        } catch {
            try? database.close()
            throw error
        }
    }
}

/// Runs every write once for nothing and then once for real.
private struct RehearsedDatabase: SQLDatabase {
    let database: any SQLDatabase

    private struct Rehearsed: Error {}

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        do {
            try await database.write { transaction in
                _ = try body(transaction)
                throw Rehearsed()
            }
        } catch is Rehearsed {}
        return try await database.write(body)
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await database.read(body)
    }

    func close() throws {
        try database.close()
    }
}
