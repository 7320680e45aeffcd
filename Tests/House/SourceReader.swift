// Reads the repository as text: finds the root, lists the files, and keeps each Swift file's words at hand.

import Foundation

/// The repository, read once for all checks.
enum Repository {
    /// The folder that holds Package.swift, three steps above this file.
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// Folders that hold what was built or installed, or belong to other tools.
    private static let unread: Set<String> = [
        ".git", ".build", ".swiftpm", ".tessera", ".vscode", "__pycache__",
    ]

    /// Every file of ours, as a path from the root, in order.
    static let paths: [String] = list(under: "")

    /// Every Swift source of the targets, read and split into code and strings.
    static let sources: [SourceFile] = paths.filter { $0.hasPrefix("Sources/") && $0.hasSuffix(".swift") }
        .map { SourceFile(path: $0, text: text(of: $0) ?? "") }

    /// The names of the folders in Sources, each of which is a target.
    static let targets: Set<String> = Set(
        paths.compactMap { path in
            let parts = path.split(separator: "/")
            return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
        }
    )

    /// The targets that have folders inside.
    static let targetsWithFolders: Set<String> = Set(
        paths.compactMap { path in
            let parts = path.split(separator: "/")
            return parts.count > 3 && parts[0] == "Sources" ? String(parts[1]) : nil
        }
    )

    /// What stands in a file, or nil where it is missing or is not UTF-8.
    static func text(of path: String) -> String? {
        FileManager.default.contents(atPath: root + "/" + path).flatMap { String(data: $0, encoding: .utf8) }
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

    private static func list(under folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
        return names.sorted().flatMap { name -> [String] in
            let path = folder.isEmpty ? name : folder + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder) else {
                return []
            }
            if !isFolder.boolValue { return [path] }
            return unread.contains(name) ? [] : list(under: path)
        }
    }
}

/// A Swift file: where it stands and what it says.
struct SourceFile: Sendable {
    let path: String
    let lines: [Substring]
    /// The words and marks of the code, without comments and string literals.
    let code: [Token]
    /// The string literals, each with the line on which it begins.
    let strings: [(text: String, line: Int)]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let scanned = SwiftScanner.scan(text)
        code = scanned.code
        strings = scanned.strings
    }

    /// The target that the file belongs to.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The step of the target's stairs on which the file stands: its folder, or, for a file beside folders, the file
    /// itself. A target without folders is one step, called ".".
    var step: String {
        let parts = path.split(separator: "/").dropFirst(2)
        guard Repository.targetsWithFolders.contains(target) else { return "." }
        return String(parts[parts.startIndex])
    }

    /// The modules that the file imports, each with its line.
    var imports: [(module: String, line: Int)] {
        code.indices.compactMap { index in
            guard code[index].text == "import", index + 1 < code.count else { return nil }
            let kinds: Set<String> = [
                "struct", "class", "enum", "protocol", "func", "typealias", "let", "var",
            ]
            let name = kinds.contains(code[index + 1].text) && index + 2 < code.count ? index + 2 : index + 1
            guard code[name].line == code[index].line, code[name].isWord else { return nil }
            return (code[name].text, code[index].line)
        }
    }
}

/// What a check found: one clear line for a person who broke a rule without knowing it.
func report(_ faults: [String]) -> String { "\n" + faults.map { "  " + $0 }.joined(separator: "\n") }
