// Each module of the conformance suite's plans stands in docs/SPECIFICATIONS.md, with a test of its name.

import Testing

@Suite("Conformance table")
struct ConformanceTests {
    struct Row: Sendable, CustomStringConvertible {
        let plan: String
        let module: String
        /// The path of its test in backticks, or why there is none.
        let test: String
        var description: String { "\(plan): \(module)" }
    }

    /// How many modules each plan has.
    static let plans = [
        ("Basic, Form Post", 39), ("Config", 1), ("RP-initiated Logout", 11), ("Back-channel Logout", 2), ("Dynamic", 23),
        ("FAPI 2.0", 58),
    ]
    /// Of these plans nothing may be missing.
    static let whole = ["Basic, Form Post", "Config"]
    static let reason = "not offered: "
    static let folder = "Tests/AuthorityServerTests/Conformance/"

    static let rows: [Row] =
        (Repository.text(of: "docs/SPECIFICATIONS.md") ?? "").split(separator: "\n").compactMap { line in
            guard let match = line.firstMatch(of: /^\| ([A-Z][^|]*) \| ((?:oidcc|fapi2)-[A-Za-z0-9_-]+) \| ([^|]+) \|$/)
            else { return nil }
            return Row(plan: String(match.1), module: String(match.2), test: String(match.3))
        }

    /// The modules that a text has a test of.
    static func modules(in text: String) -> [String] {
        text.matches(of: /@Test\(\s*"((?:oidcc|fapi2)-[A-Za-z0-9_-]+)"/).map { String($0.1) }
    }

    @Test("each row names a file with a test that is named after the module, or what isn't offered here", arguments: rows)
    func named(row: Row) {
        guard !row.test.hasPrefix(Self.reason) else {
            #expect(!Self.whole.contains(row.plan), "\(row) needs a test")
            #expect(row.test.utf8.count > Self.reason.utf8.count + 20, "\(row) says not what isn't offered")
            return
        }
        let path = row.test.replacing("`", with: "")
        #expect(row.test == "`\(path)`" && path.hasPrefix(Self.folder), "\(row) names no file of \(Self.folder)")
        #expect(Self.modules(in: Repository.text(of: path) ?? "").contains(row.module), "\(row) is not in \(path)")
    }

    @Test("no module stands there twice in a plan, and each plan has its modules", arguments: plans)
    func complete(plan: String, count: Int) {
        let modules = Self.rows.filter { $0.plan == plan }.map(\.module)
        #expect(modules.count == count && Set(modules).count == count)
    }

    @Test("no row is of a plan that is not known, and no test of a module is forgotten")
    func noneForgotten() {
        #expect(Self.rows.allSatisfy { row in Self.plans.contains { $0.0 == row.plan } })
        let files = Repository.paths.filter { $0.hasPrefix(Self.folder) }
        let forgotten = files.flatMap { path in
            Self.modules(in: Repository.text(of: path) ?? "").filter { module in
                !Self.rows.contains { $0.module == module && $0.test.contains(path) }
            }.map { "\(path): \($0)" }
        }
        #expect(forgotten.isEmpty, "not in docs/SPECIFICATIONS.md:\(report(forgotten))")
    }
}
