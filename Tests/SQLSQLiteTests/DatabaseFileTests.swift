// The file: who may read it, and what is said when it can't be used.

import Foundation
import SQL
import SQLSQLite
import Testing

@Suite struct DatabaseFileTests {
    @Test(arguments: [nil, 0o644, 0o666] as [Int?]) func onlyItsOwnerReadsIt(earlier: Int?) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.db"
            if let earlier {
                #expect(FileManager.default.createFile(atPath: path, contents: nil))
                try FileManager.default.setAttributes([.posixPermissions: earlier], ofItemAtPath: path)
            }
            let database = try SQLiteDatabase(path: path)
            _ = try await database.write { try $0.execute("CREATE TABLE t (n BIGINT)") }
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
            try database.close()
        }
    }

    @Test func openingAgainKeepsTheLocksOfTheFirst() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.db"
            let first = try SQLiteDatabase(path: path)
            _ = try await first.write { try $0.execute("CREATE TABLE t (n BIGINT)") }
            let second = try SQLiteDatabase(path: path)
            try second.close()
            _ = try await first.write { try $0.execute("INSERT INTO t (n) VALUES (1)") }
            #expect(
                FileManager.default.fileExists(atPath: path + "-wal"), "the second was not the last to close")
            try first.close()
        }
    }

    @Test func manyMayOpenANewOneAtOnce() async throws {
        try await withTemporaryFolder { folder in
            for round in 0..<30 {
                let path = folder + "/\(round).db"
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 {
                        group.addTask { try SQLiteDatabase(path: path).close() }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func aMissingFolderIsNamed() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/none/a.db"
            #expect(throws: SQLFault.cannotOpen(path: path, reason: "its folder doesn't exist")) {
                try SQLiteDatabase(path: path)
            }
        }
    }

    @Test func aFolderIsNotADatabase() async throws {
        try await withTemporaryFolder { folder in
            #expect(throws: SQLFault.cannotOpen(path: folder, reason: "it is not a file")) {
                try SQLiteDatabase(path: folder)
            }
        }
    }

    @Test func anotherFileIsLeftAsItWas() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.db"
            let words = Data(String(repeating: "This is a letter, not a database.\n", count: 100).utf8)
            try words.write(to: URL(fileURLWithPath: path))
            #expect(throws: SQLFault.notADatabase(path: path)) { try SQLiteDatabase(path: path) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == words)
        }
    }

    @Test(.disabled(if: geteuid() == 0, "root may write everywhere")) func aFolderThatCantBeWrittenIsNamed()
        async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.db"
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
            #expect(throws: SQLFault.cannotOpen(path: path, reason: "permission denied")) {
                try SQLiteDatabase(path: path)
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        }
    }

    @Test func aFullDiskFailsTheWriteAndLosesNothingAnswered() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.db"
            let database = try SQLiteDatabase(path: path)
            _ = try await database.write { db in
                try db.execute("CREATE TABLE t (words TEXT)")
                try db.execute("INSERT INTO t (words) VALUES ('kept')")
                _ = try db.query("PRAGMA max_page_count = 10")
            }
            let long = String(repeating: "x", count: 100_000)
            await #expect(throws: SQLFault.full(path: path)) {
                _ = try await database.write {
                    try $0.execute("INSERT INTO t (words) VALUES ($1)", [SQLValue(long)])
                }
            }
            // A body that swallows the fault must not go on outside of its transaction, which is gone by then.
            await #expect(throws: SQLFault.self) {
                _ = try await database.write { db in
                    _ = try? db.execute("INSERT INTO t (words) VALUES ($1)", [SQLValue(long)])
                    try db.execute("INSERT INTO t (words) VALUES ('after')")
                }
            }
            let words = try await database.read {
                try $0.query("SELECT words FROM t").map { try $0.text("words") }
            }
            #expect(words == ["kept"])
            try database.close()
        }
    }

    @Test func everyFaultIsOneSentenceThatNamesThePath() {
        let faults: [SQLFault] = [
            .busy(path: "/d/a.db"), .full(path: "/d/a.db"), .cannotOpen(path: "/d/a.db", reason: "r"),
            .readOnly(path: "/d/a.db"), .notADatabase(path: "/d/a.db"), .corrupt(path: "/d/a.db"),
            .inputOutput(path: "/d/a.db", code: 10), .notDurable(path: "/d/a.db"),
        ]
        for fault in faults {
            #expect(fault.description.contains("/d/a.db") && fault.description.contains(":"), "\(fault)")
            #expect(!fault.description.contains("\n") && !fault.description.contains(". "), "\(fault)")
        }
    }
}
