// What the documentation shows is compiled, and what is public is documented with its errors.

import Testing

@Suite("House: documentation")
struct DocumentationTests {
    /// The rooms whose public declarations all say what they throw.
    static let documented = ["Sources/JOSE/", "Sources/TokenTesting/"]

    static let pages = Repository.paths.filter { $0.hasPrefix("Sources/JOSE/JOSE.docc/") && $0.hasSuffix(".md") }

    /// The compiled examples, each file as its lines without space around them.
    static let examples = Repository.paths
        .filter { $0.hasPrefix("Tests/JOSETests/Documentation/") && $0.hasSuffix(".swift") }
        .map { lines(of: Repository.text(of: $0) ?? "") }

    @Test("each Swift block of the catalogue, of JOSE's comments, and of README about it, is compiled")
    func examplesAreCompiled() {
        #expect(!Self.pages.isEmpty && !Self.examples.isEmpty)
        let readme = Self.blocks(of: "README.md").filter { $0.lines.contains("import JOSE") }
        let sources = Repository.paths.filter { $0.hasPrefix("Sources/JOSE/") && $0.hasSuffix(".swift") }
        let blocks = (Self.pages + sources).flatMap { Self.blocks(of: $0) } + readme
        let faults = blocks.filter { block in
            !Self.examples.contains { Self.stands(block.lines, in: $0) }
        }
        .map { "\($0.path):\($0.line): \($0.lines.first ?? "")" }
        #expect(faults.isEmpty, "put these into Tests/JOSETests/Documentation:\(report(faults))")
    }

    @Test(
        "a block stands in a file when its imports are there and the rest follows line by line",
        arguments: [
            (["a", "b"], ["x", "a", "b"], true), (["a", "b"], ["a", "x", "b"], false),
            (["import M", "a"], ["import M", "x", "a"], true), (["import M", "a"], ["a"], false),
            (["b", "c"], ["a", "b"], false), (["a"], [], false),
        ]
    )
    func blocksAreFound(block: [String], file: [String], stands: Bool) {
        #expect(Self.stands(block, in: file) == stands)
    }

    @Test("each public declaration of JOSE has a sentence, and each that throws says what")
    func declarationsAreDocumented() {
        let faults = Repository.sources.filter { file in
            Self.documented.contains { file.path.hasPrefix($0) }
        }
        .flatMap { file in Self.undocumented(in: file.lines.map(String.init)).map { "\(file.path):\($0)" } }
        #expect(faults.isEmpty, "document these:\(report(faults))")
    }

    @Test(
        "a declaration without its words is found",
        arguments: [
            ("/// A.\npublic let a = 1", []), ("public let a = 1", ["1: no sentence"]),
            ("/// A.\n@inline(never)\npublic func a() {}", []),
            ("/// A.\npublic func a() throws {}", ["2: says not what it throws"]),
            ("/// A.\npublic func a(\nb: Int\n) throws(E) {\n}", ["2: says not what it throws"]),
            ("/// A.\n/// - Throws: b.\npublic init() throws(E) {}", []),
            ("/// A.\npublic func a() { try throws() }", []),
            ("/// A.\npublic func a(b: (C) throws -> D) {}", []),
            ("/// A.\npublic func a(b: (C) throws -> D) throws {}", ["2: says not what it throws"]),
            ("/// A.\npublic let a: B\n/// C.\n/// - Throws: d.\npublic init(b: B) throws(E) {}", []),
            ("extension A: B {\npublic extension C {}", []),
        ]
    )
    func declarationsAreSeen(text: String, faults: [String]) {
        let lines = text.split(separator: "\n").map(String.init)
        #expect(Self.undocumented(in: lines) == faults)
    }

    private static func lines(of text: String) -> [String] {
        text.split(separator: "\n").map { line in
            String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
        .filter { !$0.isEmpty }
    }

    /// The fenced Swift blocks of a document, or of the comments of a source, without blank lines.
    private static func blocks(of path: String) -> [(path: String, line: Int, lines: [String])] {
        var found: [(path: String, line: Int, lines: [String])] = []
        var open: (line: Int, text: [Substring])?
        let text = Repository.text(of: path) ?? ""
        for (index, whole) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let bare = whole.drop(while: \.isWhitespace)
            let line = bare.hasPrefix("/// ") ? bare.dropFirst(4) : whole
            if let block = open, line.hasPrefix("```") {
                found.append((path, block.line, lines(of: block.text.joined(separator: "\n"))))
                open = nil
            } else if open != nil {
                open?.text.append(line)
            } else if line == "```swift" {
                open = (index + 1, [])
            }
        }
        return found
    }

    private static func stands(_ block: [String], in file: [String]) -> Bool {
        let imports = block.filter { $0.hasPrefix("import ") }
        let rest = block.filter { !$0.hasPrefix("import ") }
        guard imports.allSatisfy(file.contains), rest.count <= file.count else { return false }
        return (0...(file.count - rest.count)).contains { start in
            file[start..<(start + rest.count)].elementsEqual(rest)
        }
    }

    /// A text without what stands in brackets: a parameter that throws does not make the declaration throw.
    private static func outside(of text: Substring) -> String {
        var depth = 0
        return text.reduce(into: "") { outside, letter in
            depth -= letter == ")" ? 1 : 0
            if depth == 0 { outside.append(letter) }
            depth += letter == "(" ? 1 : 0
        }
    }

    /// Public declarations that lack their words, each as `line: what is missing`.
    private static func undocumented(in lines: [String]) -> [String] {
        let trimmed = lines.map { String($0.drop(while: \.isWhitespace)) }
        return trimmed.indices.compactMap { index in
            let line = trimmed[index]
            guard line.hasPrefix("public "), !line.hasPrefix("public import"), !line.hasPrefix("public extension")
            else { return nil }
            let above = trimmed[..<index].reversed().drop { $0.hasPrefix("@") }.prefix { $0.hasPrefix("///") }
            guard !above.isEmpty else { return "\(index + 1): no sentence" }
            // A declaration ends on the line on which its brackets are closed.
            var signature = ""
            for next in trimmed[index...] {
                signature += " " + next
                if signature.count(where: { $0 == "(" }) == signature.count(where: { $0 == ")" }) { break }
            }
            let isThrowing = Self.outside(of: signature.prefix { $0 != "{" }).contains(" throws")
            guard isThrowing, !above.contains(where: { $0.contains("- Throws:") }) else { return nil }
            return "\(index + 1): says not what it throws"
        }
    }
}
