// The reader of sources is trusted by every other check, so it is checked itself, on small pieces of Swift.

import Testing

@Suite("House: the reader")
struct ReaderTests {
    static func read(_ text: String) -> SourceFile { SourceFile(path: "Sources/X/Y.swift", text: text) }

    @Test(
        "comments and strings are no code",
        arguments: [
            ("a // b\nc", "a c"), ("a /* b /* c */ d */ e", "a e"), ("a \"b\" c", "a c"),
            ("a \"b \\(c) d\" e", "a c e"), ("a #\"b \" c\"# d", "a d"),
            ("a \"\"\"\nb \" c\n\"\"\" d", "a d"),
            ("a \"\\\"b\" c", "a c"), ("a \"\\(f(\"b\"))\" c", "a f ( ) c"), ("a #\"\\(b)\"# c", "a c"),
            ("a #\"\\#(b)\"# c", "a b c"), ("#if os(Linux)", "# if os ( Linux )"),
        ]
    )
    func codeOnly(text: String, code: String) {
        #expect(Self.read(text).code.map(\.text).joined(separator: " ") == code)
    }

    @Test(
        "declarations at the top level are found, private and nested ones are not",
        arguments: [
            ("struct A {}", ["A"]), ("public final class B: C {}", ["B"]),
            ("private enum D {}\nenum E {}", ["E"]),
            ("private import Glibc\npackage enum F {}", ["F"]), ("struct G { struct H {} }", ["G"]),
            ("func i() {}", ["i"]), ("extension J { func k() {} }", []),
            ("import struct Foundation.Date", []),
            ("fileprivate func l() {}\nprotocol M {}", ["M"]), ("@main struct N {}", ["N"]),
            ("private let o = 1\ntypealias P = Int", ["P"]), ("actor Q {}", ["Q"]),
        ]
    )
    func declarations(text: String, names: [String]) {
        #expect(Self.read(text).declarations.map(\.name) == names)
    }

    @Test(
        "a use is a word of code, not a member nor a label",
        arguments: [
            ("let x: A", true), ("x.A", false), ("[A.b]", true), ("// A", false), ("AB", false),
            ("f(1)", true),
            ("x.f(1)", false), ("g(f: 1)", false), ("func f(x: Int)", false), ("\"\\(A.self)\"", true),
        ]
    )
    func uses(text: String, isUse: Bool) {
        let names = [
            "A": Declaration(name: "A", kind: "struct", line: 1),
            "f": Declaration(name: "f", kind: "func", line: 1),
        ]
        #expect(!Self.read(text).uses(of: names).isEmpty == isUse, "\(text)")
    }

    @Test("imports are found with any access, of a whole module or of one name")
    func imports() {
        let text = "import A\npublic import B\n@testable import C\nimport struct D.E\n// import F\n"
        #expect(Self.read(text).imports.map(\.module) == ["A", "B", "C", "D"])
        #expect(Self.read(text).imports.map(\.line) == [1, 2, 3, 4])
    }

    @Test("pairs and circles are found, and a tree has none")
    func graph() {
        var graph = Graph()
        graph.add(from: "a", to: "b", because: "1")
        graph.add(from: "b", to: "c", because: "2")
        #expect(graph.circles.isEmpty && graph.pairs.isEmpty)
        graph.add(from: "c", to: "a", because: "3")
        #expect(graph.circles == [["a", "b", "c"]] && graph.pairs.isEmpty)
        graph.add(from: "b", to: "a", because: "4")
        #expect(graph.pairs == [["a", "b"]])
        #expect(graph.describe(["a", "b"]) == "a → b (1), b → a (4)")
    }
}
