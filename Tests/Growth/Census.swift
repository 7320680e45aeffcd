// What there is at one moment: rows by table, bytes of the database, memory of the process.

import Foundation
import GRDB
import SQL

struct Census: Sendable {
    let rows: [(table: String, count: Int)]
    let bytes: Int
    /// Resident memory of the process in bytes.
    let memory: Int

    /// Tables that grow with what is issued and taken back.
    static let growing = ["sessions", "named_tokens", "index_blocks", "exchanged_tokens", "status_lists", "status_changes"]

    init(of database: any SQLDatabase, at path: String) async throws {
        rows = try await database.read { db in
            let tables = try db.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            return try tables.map { row in
                let name = try row.text("name")
                return (name, try db.query("SELECT COUNT(*) AS n FROM \(name)").first?.integer("n") ?? 0)
            }
        }
        // A second connection, because a checkpoint is no business of ours in a transaction.
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        try queue.close()
        bytes = ["", "-wal"].reduce(0) { $0 + Census.size(of: path + $1) }
        memory = Census.memory()
    }

    func count(_ table: String) -> Int { rows.first { $0.table == table }?.count ?? 0 }

    private static func size(of path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    private static func memory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ", omittingEmptySubsequences: true).compactMap { Int($0) }.first ?? 0) * 1_024
    }
}
