// Each module of the conformance suite's plans stands in docs/SPECIFICATIONS.md, with a test of its name.

import Testing

@Suite("Conformance table")
struct ConformanceTests {
    struct Row: Sendable, CustomStringConvertible {
        let plan: String
        let module: String
        let test: String
        var description: String { module }
    }

    static let rows: [Row] =
        (Repository.text(of: "docs/SPECIFICATIONS.md") ?? "").split(separator: "\n").compactMap { line in
            guard let match = line.firstMatch(of: /^\| ([A-Z][^|]*) \| ((?:oidcc|fapi2)-[A-Za-z0-9-]+) \| ([^|]+) \|$/)
            else { return nil }
            return Row(plan: String(match.1), module: String(match.2), test: String(match.3))
        }

    @Test("each row names a file with a test that is named after the module, or says that it is in work", arguments: rows)
    func named(row: Row) {
        guard row.test != "in work" else {
            // Of these three plans nothing may be missing.
            #expect(!["Basic, Form Post", "Config"].contains(row.plan), "\(row.module) has no test")
            return
        }
        let path = row.test.replacing("`", with: "")
        #expect(Repository.text(of: path)?.contains("@Test(\"\(row.module)\"") ?? false, "\(row.module) is not in \(path)")
    }

    @Test("no module stands there twice, and no plan is without its modules")
    func complete() {
        #expect(Set(Self.rows.map(\.module)).count == Self.rows.count)
        for (plan, count) in [
            ("Basic, Form Post", 37), ("Config", 1), ("RP-initiated Logout", 11), ("Back-channel Logout", 2), ("Dynamic", 17),
            ("FAPI 2.0", 40),
        ] {
            #expect(Self.rows.filter { $0.plan == plan }.count == count, "\(plan)")
        }
    }
}
