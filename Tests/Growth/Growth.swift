// What many tokens leave behind: issues them over some hours, takes some back, lets time pass, and looks at what is left.

import Authority
import JOSE
import OAuth
import Records
import SQL
import SQLSQLite

/// One run on a new database file. Time is handed in, so that hours pass in an instant.
struct Growth: Sendable {
    /// How many tokens, of which 96 in 100 are for programs, 2 by login and 2 with a name.
    let tokens: Int
    /// The folder of the database.
    let folder: String
    let say: @Sendable (String) -> Void

    /// A whole hour.
    static let start = 1_800_000_000
    /// The time over which the tokens are issued, in seconds.
    static let span = 4 * 3_600
    /// The most bytes of the document of a whole list with 10 000 revocations, compressed.
    static let documentLimit = 20_000

    private static let apis = ["https://notes.example", "https://files.example"]

    /// Runs, and says what was found.
    ///
    /// - Returns: what is wrong; empty when nothing is.
    func run() async throws -> [String] {
        let path = folder + "/growth.db"
        let database = try SQLiteDatabase(path: path)
        try await Schema.prepare(database)
        let house = try await House(database, apis: Growth.apis, at: Growth.start)
        let given = GivenIndexes()
        var faults: [String] = []

        show("before", try await Census(of: database, at: path))
        try await issue(house, given)
        let full = try await fillOneList(house, given)
        faults += given.twice.map { "the index \($0.index) of list \($0.list) was given twice" }
        let after = try await Census(of: database, at: path)
        show("after \(tokens) tokens, and a list of \(StatusLists.size) that is full", after)
        // A row for each token by login and with a name; for those of programs one for a block.
        let blocks = after.count("index_blocks")
        if blocks > max(500, tokens / 100) { faults.append("\(blocks) blocks for \(tokens) tokens") }

        let later = Growth.start + Growth.span
        faults += try await documents(house, given, "0 %", full, at: later)
        for (name, divisor) in [("0.1 %", 1_000), ("1 %", 100)] {
            try await revoke(house, given, divisor: divisor, full: full, at: later)
            faults += try await documents(house, given, name, full, at: later)
        }
        show("after the revocations", try await Census(of: database, at: path))

        // Past the last expiry, that of the last named token, and the hour of grace.
        let end = later + House.longest + 2 * 3_600
        try await house.authority.upkeep.sweep(at: end)
        let swept = try await Census(of: database, at: path)
        show("after all have expired and the sweep has run", swept)
        for table in Census.growing where swept.count(table) > 0 {
            faults.append("\(swept.count(table)) rows of \(table) outlive their tokens")
        }
        try database.close()
        return faults
    }

    // MARK: Issuing

    private func issue(_ house: House, _ given: GivenIndexes) async throws {
        let workers = 4
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    for number in stride(from: worker, to: tokens, by: workers) {
                        let now = Growth.start + number * Growth.span / tokens
                        given.note(try await house.issue(number, at: now))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// A list whose every index is reserved and counts as given, so that its document is as large as one can be.
    private func fillOneList(_ house: House, _ given: GivenIndexes) async throws -> Int {
        let range = try await house.reserveList(expiringAt: Growth.start + Growth.span + 7_200, at: Growth.start)
        given.note(range)
        return range.list
    }

    // MARK: Taking back

    /// Takes back one in so many tokens of each list, by their `jti` as from a log; of the full list many at once.
    private func revoke(_ house: House, _ given: GivenIndexes, divisor: Int, full: Int, at now: Int) async throws {
        for list in given.lists {
            let wanted = given.count(of: list) / divisor - given.revoked(of: list).count
            let handles = given.sample(wanted, of: list)
            if list == full {
                try await house.revoke(handles, at: now)
            } else {
                let time = try await house.middle(of: list)
                for handle in handles { try await house.revokeByIdentifier(handle, at: time) }
            }
            given.noteRevoked(handles)
        }
    }

    /// Reads each document as a verifier does, and compares it with what was taken back.
    private func documents(
        _ house: House,
        _ given: GivenIndexes,
        _ part: String,
        _ full: Int,
        at now: Int
    ) async throws -> [String] {
        var faults: [String] = []
        say("  documents at \(part) taken back")
        for list in given.lists {
            let (bits, plain, zipped) = try await house.document(of: list, at: now)
            let revoked = given.revoked(of: list)
            for index in revoked where bits.status(at: index) != 1 {
                faults.append("the index \(index) of list \(list) was taken back, and its document says otherwise")
            }
            let set = bits.bytes.reduce(0) { $0 + $1.nonzeroBitCount }
            if set != revoked.count { faults.append("list \(list) has \(set) bits set for \(revoked.count) taken back") }
            if list == full, revoked.count >= 10_000, zipped > Growth.documentLimit {
                faults.append("the document of list \(list) has \(zipped) bytes compressed")
            }
            let name = list == full ? "list \(list) (full)" : "list \(list)"
            say("    \(name): \(given.count(of: list)) given, \(set) taken back, \(plain) bytes, \(zipped) with gzip")
        }
        return faults
    }

    private func show(_ moment: String, _ census: Census) {
        say("\(moment): \(census.bytes) bytes of database, \(census.memory / 1_048_576) MiB of memory")
        let rows = census.rows.filter { $0.count > 0 }.map { "\($0.table) \($0.count)" }
        say("  rows: \(rows.joined(separator: ", "))")
    }
}
