// Finds what a file declares at its top level, every type it names, and where other files use those names.

/// A name that a file declares for the rest of its target.
struct Declaration: Sendable {
    let name: String
    let kind: String
    let line: Int
}

extension SourceFile {
    private static let typeKinds: Set<String> = ["struct", "enum", "class", "actor", "protocol", "typealias"]
    private static let kinds = typeKinds.union(["func"])

    /// Types, and functions outside of types, that other files can name; nobody can name the private ones.
    var declarations: [Declaration] {
        var found: [Declaration] = []
        var depth = 0
        var isPrivate = false
        for (index, token) in code.enumerated() {
            switch token.text {
            case "{", "(", "[": depth += 1
            case "}", ")", "]":
                depth -= 1
                if depth == 0 && token.text == "}" { isPrivate = false }
            case "private" where depth == 0, "fileprivate" where depth == 0: isPrivate = true
            case "import" where depth == 0, "extension" where depth == 0, "let" where depth == 0,
                "var" where depth == 0:
                isPrivate = false
            case let kind where depth == 0 && Self.kinds.contains(kind):
                let isImport = index > 0 && code[index - 1].text == "import"
                if let name = word(after: index), !isPrivate, !isImport {
                    found.append(Declaration(name: name, kind: kind, line: token.line))
                }
                isPrivate = false
            default: break
            }
        }
        return found
    }

    /// Every type declared in the file, nested and private ones too.
    var types: [Declaration] {
        code.enumerated().compactMap { index, token in
            guard Self.typeKinds.contains(token.text), !isMember(index), let name = word(after: index)
            else { return nil }
            // `class func` and `class var` declare no class.
            if name == "func" || name == "var" { return nil }
            return Declaration(name: name, kind: token.text, line: token.line)
        }
    }

    /// The first line on which each of the names is used here.
    func uses(of names: [String: Declaration]) -> [String: Int] {
        var found: [String: Int] = [:]
        for (index, token) in code.enumerated() {
            guard let declaration = names[token.text], found[token.text] == nil else { continue }
            if isMember(index) && !isQualifiedByModule(index) { continue }
            if declaration.kind == "func" && !isCall(index) { continue }
            found[token.text] = token.line
        }
        return found
    }

    /// Whether the token follows a dot: a member of something, not the top-level name.
    func isMember(_ index: Int) -> Bool { index > 0 && code[index - 1].text == "." }

    private func isQualifiedByModule(_ index: Int) -> Bool {
        index > 1 && Repository.targets.contains(code[index - 2].text) && !isMember(index - 2)
    }

    /// Whether the token is called; a label, a parameter or another function of that name is not.
    private func isCall(_ index: Int) -> Bool {
        let isDeclared = index > 0 && code[index - 1].text == "func"
        return !isDeclared && index + 1 < code.count && code[index + 1].text == "("
    }

    private func word(after index: Int) -> String? {
        guard index + 1 < code.count, code[index + 1].isWord else { return nil }
        return code[index + 1].text
    }
}
