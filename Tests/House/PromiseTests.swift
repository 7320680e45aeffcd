// What the repository promises in words: the paths that its documents name exist, and nothing names one machine.

import Foundation
import Testing

@Suite("House: promises")
struct PromiseTests {
    static let documents = ["ARCHITECTURE.md", "docs/SPECIFICATIONS.md"]

    @Test("every path in backticks exists", arguments: documents)
    func paths(document: String) throws {
        let text = try #require(Repository.text(of: document), "\(document) is missing")
        let promised = Self.promisedPaths(in: text)
        let faults = promised.filter { !Self.exists($0.path) }.map { "\(document):\($0.line): `\($0.path)`" }
        #expect(faults.isEmpty, "these do not exist:\(report(faults))")
    }

    @Test(
        "a path is told from other things in backticks",
        arguments: [
            ("`Sources/JOSE/Keys/JWK.swift`", "Sources/JOSE/Keys/JWK.swift"), ("`README.md`", "README.md"),
            ("`./dev`", "dev"), ("`Encoding/`", "Encoding"), ("`/api/tokens`", nil),
            ("`application/json`", nil),
            ("`https://a.b/c`", nil), ("`{issuer}/status/{n}`", nil), ("`TokenPolicy`", nil),
            ("`GET /healthz`", nil),
            ("`../shared/vectors`", nil),
        ] as [(String, String?)]
    )
    func pathsAreSeen(text: String, path: String?) {
        #expect(Self.promisedPaths(in: text).first?.path == path)
    }

    @Test("no file names a path of one machine")
    func machinePaths() {
        // Written in two halves, so that this file does not name them.
        let marks = ["/" + "work/", "/" + "opt/swift", "/" + "root/"]
        let faults = Repository.paths.flatMap { path -> [String] in
            guard path != "Package.resolved", let text = Repository.text(of: path) else { return [] }
            guard marks.contains(where: text.contains) else { return [] }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.enumerated().compactMap { index, line in
                marks.contains(where: line.contains) ? "\(path):\(index + 1): \(line.prefix(100))" : nil
            }
        }
        #expect(faults.isEmpty, "a reader elsewhere has no such path:\(report(faults))")
    }

    @Test("Package.resolved is not committed")
    func noResolved() {
        let ignored =
            Repository.text(of: ".gitignore")?.split(separator: "\n").contains("Package.resolved") ?? false
        #expect(ignored, ".gitignore does not name Package.resolved")
        // Git's index holds the committed paths as plain bytes.
        let index = FileManager.default.contents(atPath: Repository.root + "/.git/index") ?? Data()
        #expect(index.range(of: Data("Package.resolved".utf8)) == nil, "git rm --cached Package.resolved")
    }

    /// The paths that a document names in backticks, outside of fenced blocks.
    static func promisedPaths(in text: String) -> [(path: String, line: Int)] {
        var isFenced = false
        var found: [(path: String, line: Int)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.drop(while: \.isWhitespace).hasPrefix("```") {
                isFenced.toggle()
                continue
            }
            guard !isFenced else { continue }
            let parts = line.split(separator: "`", omittingEmptySubsequences: false)
            for part in stride(from: 1, to: parts.count - 1, by: 2) {
                if let path = path(in: String(parts[part])) { found.append((path, index + 1)) }
            }
        }
        return found
    }

    private static func path(in text: String) -> String? {
        var path = text.hasPrefix("./") ? String(text.dropFirst(2).prefix { $0 != " " }) : text
        if text.hasPrefix("./") && !path.isEmpty { return path }
        while path.hasSuffix("/") { path.removeLast() }
        let isPath = text.contains("/") || path.hasSuffix(".swift") || path.hasSuffix(".md")
        let mediaTypes = ["application/", "text/", "image/", "multipart/", "message/"]
        let isOther =
            text.hasPrefix("/") || text.hasPrefix("../") || text.hasPrefix("~") || text.contains("://")
            || text.contains { " {}*<>$…=()".contains($0) } || mediaTypes.contains(where: text.hasPrefix)
        return isPath && !isOther && !path.isEmpty ? path : nil
    }

    /// A path counts from the root, or begins with the name of a room; a bare file name may stand anywhere.
    private static func exists(_ path: String) -> Bool {
        let places = ["", "Sources/", "Tests/", "Extras/", "docs/"]
        if places.contains(where: { Repository.exists($0 + path) }) { return true }
        return !path.contains("/") && Repository.paths.contains { $0.hasSuffix("/" + path) }
    }
}
