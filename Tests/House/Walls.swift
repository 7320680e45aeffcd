// What may stand in some rooms only: SQL, HTTP, clocks, printing. One row each: what is looked for, where it is welcome.

/// Something that only some files may hold.
struct Wall: Sendable, CustomStringConvertible {
    let thing: String
    /// Beginnings of paths where it is welcome.
    let welcome: [String]
    /// The lines of a file on which it stands, each with what was seen.
    let find: @Sendable (SourceFile) -> [(line: Int, seen: String)]

    var description: String { thing }

    func allows(_ path: String) -> Bool { welcome.contains { path == $0 || path.hasPrefix($0 + "/") } }
}

let walls: [Wall] = [
    Wall(thing: "SQL", welcome: ["Sources/Records"]) { file in
        file.strings.compactMap { string in sqlVerb(in: string.text).map { (string.line, $0) } }
    },
    Wall(thing: "SQL that speaks to the engine", welcome: ["Sources/SQLSQLite"]) { file in
        let marks = ["PRAGMA ", "BEGIN IMMEDIATE", "SAVEPOINT ", "VACUUM"]
        return file.strings.compactMap { string in
            marks.first { string.text.contains($0) }.map { (string.line, $0) }
        }
    },
    Wall(
        thing: "HTTP",
        welcome: [
            "Sources/Fetching", "Sources/HummingbirdTokens", "Sources/SampleAPI", "Sources/TokenTesting",
            "Sources/AuthorityServer", "Sources/Listening", "Sources/tessera/Wiring",
        ]
    ) { file in
        let modules = ["Hummingbird", "HTTPTypes", "NIOHTTP", "AsyncHTTPClient", "FoundationNetworking"]
        return file.imports.compactMap { module, line in
            guard module != "HummingbirdTokens", modules.contains(where: module.hasPrefix) else { return nil }
            return (line, "import \(module)")
        }
    },
    Wall(
        thing: "a clock",
        welcome: ["Sources/TokenVerifier/Clock.swift", "Sources/AuthorityServer/Clock.swift"],
        find: clockReadings
    ),
    Wall(thing: "printing", welcome: ["Sources/tessera/Terminal"], find: printing),
]

/// The first statement of SQL in a string, if there is one.
func sqlVerb(in text: String) -> String? {
    let fixed = [
        "SELECT ", "INSERT INTO", "DELETE FROM", "CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE INDEX",
        "ALTER TABLE", "DROP TABLE", "ON CONFLICT",
    ]
    if let verb = fixed.first(where: text.contains) { return verb }
    let words = text.split(whereSeparator: \.isWhitespace)
    let isUpdate = words.indices.contains { index in
        let after = Array(words[index...].dropFirst().prefix(4))
        guard words[index] == "UPDATE" && after.count > 1 else { return false }
        return after[1] == "SET" || (after[1] == "AS" && after.last == "SET")
    }
    return isUpdate ? "UPDATE … SET" : nil
}

/// Where code asks what time it is, rather than being told.
@Sendable private func clockReadings(in file: SourceFile) -> [(line: Int, seen: String)] {
    let words: Set<String> = [
        "ContinuousClock", "SuspendingClock", "UTCClock", "clock_gettime", "clock_gettime_nsec_np",
        "gettimeofday", "CFAbsoluteTimeGetCurrent", "systemUptime", "timeIntervalSinceNow",
    ]
    let code = file.code
    return code.indices.compactMap { index -> (line: Int, seen: String)? in
        let token = code[index]
        let before = index > 0 ? code[index - 1].text : ""
        let after = code[(index + 1)...].prefix(2).map(\.text)
        switch token.text {
        case let word where words.contains(word): return (token.line, word)
        case "Date" where after == ["(", ")"]: return (token.line, "Date()")
        case "time" where before != "." && before != "func" && after == ["(", "nil"]:
            return (token.line, "time(nil)")
        case "now" where before == ".":
            // `Date.now`, `clock.now` and a bare `.now` ask a clock; `request.now` is a value that was handed in,
            // and our own `Clock` is the one door through which time comes in.
            let owner = index > 1 ? code[index - 2] : token
            let name = owner.isWord && !keywords.contains(owner.text) ? owner.text : ""
            let isValue = name.first?.isLowercase == true && !name.lowercased().hasSuffix("clock")
            return isValue || name == "Clock" ? nil : (token.line, "\(name).now")
        default: return nil
        }
    }
}

/// Words before a dot that are no value: what follows is an implicit member.
private let keywords: Set<String> = ["return", "try", "await", "in", "case", "else", "where"]

/// Where code writes to the terminal by itself.
@Sendable private func printing(in file: SourceFile) -> [(line: Int, seen: String)] {
    let calls: Set<String> = [
        "print", "debugPrint", "dump", "puts", "fputs", "putchar", "fwrite", "printf", "vprintf", "readLine",
    ]
    let names: Set<String> = ["STDOUT_FILENO", "STDERR_FILENO", "stdout", "stderr"]
    let handles: Set<String> = ["standardOutput", "standardError"]
    let code = file.code
    return code.indices.compactMap { index in
        let token = code[index]
        let before = index > 0 ? code[index - 1].text : ""
        let isCall = index + 1 < code.count && code[index + 1].text == "("
        if calls.contains(token.text), isCall, before != ".", before != "func" {
            return (token.line, token.text + "(")
        }
        // Only FileHandle's: a log handler that is told to use standard error prints nothing itself.
        if handles.contains(token.text), index > 1, code[index - 2].text == "FileHandle" {
            return (token.line, "FileHandle.\(token.text)")
        }
        if names.contains(token.text), before != "case", before != "let", before != "var" {
            return (token.line, token.text)
        }
        return nil
    }
}
