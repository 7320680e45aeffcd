// A process that dies at any instant keeps every commit that it answered.

import Foundation
import SQL
import SQLSQLite
import Testing

@Suite struct DurabilityTests {
    /// A child process commits, tells each answer to a file, and is killed in the middle of its work by itself.
    @Test(arguments: [1, 37, 200]) func aKilledProcessKeepsWhatItAnswered(answers: Int) async throws {
        try await withTemporaryFolder { folder in
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [folder = folder as String, answers = answers as Int] in
                let database = try SQLiteDatabase(path: folder + "/a.db")
                _ = try await database.write { try $0.execute("CREATE TABLE numbers (n BIGINT PRIMARY KEY)") }
                let told = open(folder + "/told", O_WRONLY | O_CREAT | O_APPEND, 0o600)
                await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<1_000 {
                        group.addTask {
                            _ = try await database.write {
                                try $0.execute("INSERT INTO numbers (n) VALUES ($1)", [SQLValue(number)])
                            }
                            var line = Array("\(number)\n".utf8)
                            write(told, &line, line.count)
                            if lseek(told, 0, SEEK_END) >= answers * 2 { kill(getpid(), SIGKILL) }
                        }
                    }
                }
            }
            let told = try String(contentsOfFile: folder + "/told", encoding: .utf8)
            let answered = told.split(separator: "\n").compactMap { Int($0) }
            try #require(!answered.isEmpty)
            let database = try SQLiteDatabase(path: folder + "/a.db")
            let kept = try await database.read {
                try $0.query("SELECT n FROM numbers").map { try $0.integer("n") }
            }
            #expect(Set(answered).subtracting(kept).isEmpty)
            let check = try await database.read {
                try $0.query("PRAGMA integrity_check").first?.text("integrity_check")
            }
            #expect(check == "ok")
            try database.close()
        }
    }
}
