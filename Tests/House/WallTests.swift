// Keeps SQL, HTTP, clocks and printing in their rooms.

import Testing

@Suite("House: walls")
struct WallTests {
    @Test("stands only where it is welcome", arguments: walls)
    func wall(_ wall: Wall) {
        let faults = Repository.sources.filter { !wall.allows($0.path) }.flatMap { file in
            wall.find(file).map { "\(file.path):\($0.line): \($0.seen)" }
        }
        #expect(faults.isEmpty, "\(wall.thing) belongs in \(wall.welcome):\(report(faults))")
    }

    @Test(
        "SQL is recognised",
        arguments: [
            ("SELECT id FROM accounts", true), ("UPDATE accounts SET a = $1", true),
            ("UPDATE ? AS t SET a = 1", true), ("INSERT INTO a VALUES (1)", true),
            ("INSERT it INTO the slot", false), ("select a password", false),
            ("UPDATE your copy, then SET it", false),
        ]
    )
    func sqlIsRecognised(text: String, isSQL: Bool) {
        #expect((sqlVerb(in: text) != nil) == isSQL, "\(text)")
    }

    @Test(
        "a clock is recognised, and a time that was handed in is not",
        arguments: [
            ("let t = Date()", true), ("f(at: Date.now)", true), ("x = .now", true), ("return .now", true),
            ("clock.now", true), ("ContinuousClock.Instant.now", true), ("time(nil)", true),
            ("NIODeadline.now()", true),
            ("context.now", false), ("Clock.now", false), ("self.now", false), ("let now = 5", false),
            ("// Date()", false),
            ("\"Date()\"", false), ("Date(timeIntervalSince1970: 5)", false), ("\"\\(Date())\"", true),
        ]
    )
    func clockIsRecognised(code: String, isClock: Bool) throws {
        let wall = try #require(walls.first { $0.thing == "a clock" })
        #expect(!wall.find(SourceFile(path: "Sources/X/Y.swift", text: code)).isEmpty == isClock, "\(code)")
    }

    @Test(
        "printing is recognised",
        arguments: [
            ("print(1)", true), ("writer.print(1)", false), ("func print(_ x: Int)", false),
            ("FileHandle.standardOutput", true), ("StreamLogHandler.standardError(label:)", false),
            ("\"print(1)\"", false),
        ]
    )
    func printingIsRecognised(code: String, isPrinting: Bool) throws {
        let wall = try #require(walls.first { $0.thing == "printing" })
        #expect(
            !wall.find(SourceFile(path: "Sources/X/Y.swift", text: code)).isEmpty == isPrinting, "\(code)")
    }
}
