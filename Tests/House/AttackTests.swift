// Every row of the attack catalogue on tokens and encryption stands in docs/SPECIFICATIONS.md, with a test of its name.

import Testing

@Suite("Attack catalogue")
struct AttackTests {
    static let page = "docs/SPECIFICATIONS.md"

    /// The rows that a JOSE library has to answer for.
    static let rows =
        (1...55).map { "J" + ($0 < 10 ? "0" : "") + "\($0)" } + (1...13).map { "E" + ($0 < 10 ? "0" : "") + "\($0)" }

    /// The cells of each table line that begins with a row's name.
    private static let written: [(row: String, tests: [String])] =
        (Repository.text(of: page) ?? "").split(separator: "\n").compactMap { line in
            guard let match = line.firstMatch(of: /^\| ([JE]\d\d) \|[^|]+\|([^|]+)\|$/) else { return nil }
            let parts = match.2.split(separator: "`", omittingEmptySubsequences: false)
            let paths = stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
            return (String(match.1), paths)
        }

    @Test("each row stands there once", arguments: rows)
    func once(row: String) {
        #expect(Self.written.filter { $0.row == row }.count == 1, "\(row) in \(Self.page)")
    }

    @Test("each row has a test that is named after it", arguments: rows)
    func named(row: String) {
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
        let files = Repository.paths.filter { $0.contains(/^Tests\/Attacks\/[JE]\d\d/) }
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
