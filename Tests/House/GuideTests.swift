// What the guides show is what stands in the repository, where it is run.

import Testing

@Suite("House: guides")
struct GuideTests {
    static let guides = Repository.paths.filter { $0.hasPrefix("docs/guides/") && $0.hasSuffix(".md") }

    /// A block that a comment says is a file: `<!-- path -->`, an empty line, and the fence.
    static func shown(in text: String) -> [(path: String, text: String)] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.compactMap { index in
            let line = lines[index]
            guard line.hasPrefix("<!-- "), line.hasSuffix(" -->"), index + 2 < lines.count,
                lines[index + 2].hasPrefix("```")
            else { return nil }
            let block = lines[(index + 3)...].prefix { $0 != "```" }
            return (String(line.dropFirst(5).dropLast(4)), block.joined(separator: "\n") + "\n")
        }
    }

    @Test("a program that a guide shows is the file that is run, letter by letter")
    func programs() {
        let shown = Self.guides.flatMap { guide in
            Self.shown(in: Repository.text(of: guide) ?? "").map { (guide, $0.path, $0.text) }
        }
        let faults = shown.filter { Repository.text(of: $0.1) != $0.2 }.map { "\($0.0): \($0.1)" }
        #expect(faults.isEmpty, "copy these files into their guides again:\(report(faults))")
        let programs = Repository.paths.filter { $0.hasPrefix("Extras/Interop/languages/") }
        #expect(Set(programs).isSubset(of: shown.map(\.1)))
        #expect(programs.count == 5)
    }

    @Test("a user's suite that covers every refusal has less than 40 lines")
    func suiteIsShort() {
        let text = Repository.text(of: "Tests/TokenTestingTests/NotesAPITests.swift") ?? ""
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect((10..<40).contains(count))
        #expect(text.contains("TokenFlaw.allCases"))
    }

    @Test(
        "a shown file is told from other blocks",
        arguments: [
            ("<!-- a/b.c -->\n\n```c\nx\n\ny\n```\nz", ["a/b.c|x\n\ny\n"]), ("```c\nx\n```", []),
            ("<!-- matrix -->\n\n| a |\n", []), ("<!-- a -->", []),
        ]
    )
    func blocksAreSeen(text: String, found: [String]) {
        #expect(Self.shown(in: text).map { "\($0.path)|\($0.text)" } == found)
    }
}
