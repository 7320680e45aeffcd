// The shape of each file: short, with a first line that says what it is for, and with names that say something.

import Testing

@Suite("House: shape")
struct ShapeTests {
    /// The longest file that may exist.
    static let longest = 400

    /// Words that name no thing: what is called so has no one job.
    static let emptyWords = [
        "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Manager", "Common", "Base", "Impl",
        "Service",
    ]

    static let written = Repository.paths.filter { path in
        [".swift", ".py", ".sh"].contains(where: path.hasSuffix) || path == "dev" || path == ".ci/run"
    }

    @Test("no file is longer than 400 lines")
    func length() {
        let faults = Self.written.compactMap { path -> String? in
            let count =
                (Repository.text(of: path) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
                .count - 1
            return count > Self.longest ? "\(path): \(count) lines" : nil
        }
        #expect(faults.isEmpty, "split these by their jobs:\(report(faults))")
    }

    @Test("the first line of every source says in a comment what the file is for")
    func firstLine() {
        let faults = Self.written.filter { $0.hasSuffix(".swift") }.filter { path in
            let lines = (Repository.text(of: path) ?? "").split(
                separator: "\n", omittingEmptySubsequences: false)
            let isManifest = path.hasSuffix("Package.swift")
            guard let line = lines.dropFirst(isManifest ? 1 : 0).first else { return true }
            return !line.hasPrefix("// ") || line.count < 12
        }
        #expect(faults.isEmpty, "these begin without their sentence:\(report(faults))")
    }

    @Test("no type is called Helper, Util, Manager, Common, Base, Impl or the like")
    func typeNames() {
        let faults = Repository.sources.flatMap { file in
            file.types.filter { type in Self.emptyWords.contains { type.name.hasSuffix($0) } }
                .map { "\(file.path):\($0.line): \($0.kind) \($0.name)" }
        }
        #expect(faults.isEmpty, "name these for what they are:\(report(faults))")
    }

    @Test("no file or folder is called so either")
    func fileNames() {
        let faults = Self.written.filter { path in
            path.split(separator: "/").contains { part in
                let name = part.prefix { $0 != "." }
                return Self.emptyWords.contains { name.hasSuffix($0) || name == $0.lowercased() }
            }
        }
        #expect(faults.isEmpty, "name these for what they hold:\(report(faults))")
    }

    @Test(
        "nested and private types are seen, members and comments are not",
        arguments: [
            ("struct A { private class FooManager {} }", true), ("enum TokenImpl {}", true),
            ("struct SQLiteDatabase {}", false), ("// struct FooHelper", false),
            ("final class AppService {}", true),
        ]
    )
    func typesAreSeen(code: String, isEmpty: Bool) {
        let names = SourceFile(path: "Sources/X/Y.swift", text: code).types.map(\.name)
        let seen = names.contains { name in Self.emptyWords.contains { name.hasSuffix($0) } }
        #expect(seen == isEmpty, "\(code): \(names)")
    }
}
