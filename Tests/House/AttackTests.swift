// Every row of the attack catalogue stands in docs/SPECIFICATIONS.md, with a test of its name or why it can't happen here.

import Testing

@Suite("Attack catalogue")
struct AttackTests {
    static let page = "docs/SPECIFICATIONS.md"

    /// The rows that have to be answered for: J and E by the JOSE library, A by the authority, S by sign-in and sessions.
    static let rows =
        numbered("J", Array(1...55)) + numbered("E", Array(1...13)) + numbered("A", Array(1...61))
        + numbered("S", Array(1...5) + Array(14...17))

    private static func numbered(_ letter: String, _ numbers: [Int]) -> [String] {
        numbers.map { letter + ($0 < 10 ? "0" : "") + "\($0)" }
    }

    /// What stands in place of a test where an attack can't happen, before the reason.
    private static let excuse = "not possible here: "

    /// The cells of each table line that begins with a row's name.
    private static let written: [(row: String, tests: [String], cell: String)] =
        (Repository.text(of: page) ?? "").split(separator: "\n").compactMap { line in
            guard let match = line.firstMatch(of: /^\| ([JEAS]\d\d) \|[^|]+\| ([^|]+) \|$/) else { return nil }
            let parts = match.2.split(separator: "`", omittingEmptySubsequences: false)
            let paths = stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
            return (String(match.1), paths, String(match.2))
        }

    @Test("each row stands there once", arguments: rows)
    func once(row: String) {
        #expect(Self.written.filter { $0.row == row }.count == 1, "\(row) in \(Self.page)")
    }

    @Test("each row has a test that is named after it, or a reason of some words", arguments: rows)
    func named(row: String) {
        if let reason = Self.written.first(where: { $0.row == row && $0.cell.hasPrefix(Self.excuse) }) {
            // A library has no such way out.
            #expect(row.hasPrefix("A") || row.hasPrefix("S"), "\(row) needs a test")
            #expect(reason.tests.isEmpty && reason.cell.split(separator: " ").count > 6, "\(row): \(reason.cell)")
            return
        }
        let own = Self.written.filter { $0.row == row }.flatMap(\.tests).filter { $0.hasPrefix("Tests/Attacks/\(row)") }
        #expect(!own.isEmpty, "\(row) names no test Tests/Attacks/\(row)….swift")
        for path in own {
            #expect(Repository.exists(path), "\(path)")
            #expect(Repository.text(of: path)?.hasPrefix("// \(row)") ?? false, "\(path) does not begin with its row")
            #expect(Repository.text(of: path)?.contains("@Test") ?? false, "\(path) tests nothing")
        }
    }

    @Test("each attack file of these rows is named there")
    func noneForgotten() {
        let named = Set(Self.written.flatMap(\.tests))
        let files = Repository.paths.filter { $0.contains(/^Tests\/Attacks\/[JEAS]\d\d/) }
        let forgotten = files.filter { !named.contains($0) }
        #expect(forgotten.isEmpty, "not in \(Self.page):\(report(forgotten))")
    }

    /// The reader takes a member twice only for who asks; nothing in the sources does.
    @Test("no source reads a text that names a member twice")
    func duplicateNames() {
        let found = Repository.sources.filter { source in
            (Repository.text(of: source.path) ?? "").contains(/duplicateNames:\s*\.accepted|duplicateNames\s*=\s*\.accepted/)
        }
        #expect(found.isEmpty, "\(report(found.map(\.path)))")
    }
}
