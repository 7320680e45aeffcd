// The strict JSON reader: what it takes, what it refuses and why, and what its values say.

import Testing

@testable import JOSE

@Suite struct JSONReaderTests {
    static let refused: [(String, JSONFault)] = [
        ("", .unexpectedEnd), (" ", .unexpectedEnd), ("{", .unexpectedEnd), ("[1", .unexpectedEnd),
        ("tru", .unexpectedEnd),
        ("{} x", .trailingBytes(offset: 3)), ("1 2", .trailingBytes(offset: 2)),
        ("[1,]", .unexpectedByte(offset: 3)),
        ("{\"a\":1,}", .unexpectedByte(offset: 7)), ("{a:1}", .unexpectedByte(offset: 1)),
        ("'a'", .unexpectedByte(offset: 0)),
        ("01", .trailingBytes(offset: 1)), ("+1", .unexpectedByte(offset: 0)),
        (".5", .unexpectedByte(offset: 0)),
        ("1.", .unexpectedEnd), ("1e", .unexpectedEnd), ("-", .unexpectedEnd),
        ("-x", .unexpectedByte(offset: 1)),
        ("NaN", .unexpectedByte(offset: 0)), ("\"a\nb\"", .unexpectedByte(offset: 2)),
        ("\"\\q\"", .unexpectedByte(offset: 2)),
        ("\"\\u12g4\"", .unexpectedByte(offset: 5)), ("\"\\ud800\"", .loneSurrogate(offset: 1)),
        ("\"\\udc00\"", .loneSurrogate(offset: 1)), ("\"\\ud800\\u0041\"", .loneSurrogate(offset: 1)),
        ("{\"a\":1,\"a\":2}", .duplicateName(offset: 8)),
        ("{\"a\":1,\"\\u0061\":2}", .duplicateName(offset: 8)),
        ("{\"b\":{\"a\":1,\"a\":2}}", .duplicateName(offset: 13)),
        (String(repeating: "[", count: 33) + String(repeating: "]", count: 33), .tooDeep(limit: 32)),
    ]

    @Test(arguments: refused)
    func refusesWithTheReason(_ text: String, _ fault: JSONFault) {
        #expect(throws: fault) { try JSONDocument(parsing: Array(text.utf8)) }
    }

    @Test func refusesWhatIsNotUTF8() {
        for bytes: [UInt8] in [
            [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xFF, 0x22],
        ] {
            #expect(throws: JSONFault.notUTF8(offset: 1)) { try JSONDocument(parsing: bytes) }
        }
        #expect(throws: JSONFault.tooLong(limit: 4)) {
            try JSONDocument(parsing: Array("[1,2]".utf8), limits: JSONLimits(length: 4))
        }
    }

    @Test func aManyMemberedObjectFindsItsDuplicate() {
        let members = (0..<1_000).map { "\"m\($0)\":0" }.joined(separator: ",")
        #expect(throws: Never.self) { try JSONDocument(parsing: Array("{\(members)}".utf8)) }
        #expect(throws: JSONFault.self) { try JSONDocument(parsing: Array("{\(members),\"m7\":1}".utf8)) }
    }

    @Test func valuesSayWhatTheyAre() throws {
        let text =
            #" {"s":"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00", "i":-12, "f":1.5e2, "t":true, "n":null, "a":[1,"x",{}]} "#
        let root = try JSONDocument.object(parsing: Array(text.utf8))
        #expect(root["s"]?.string == "a\"\\/\u{8}\u{C}\n\r\té😀")
        #expect(root["i"]?.integer == -12)
        #expect(root["f"]?.number == 150)
        #expect(root["f"]?.integer == nil)
        #expect(root["t"]?.bool == true)
        #expect(root["n"]?.isNull == true)
        #expect(root["a"]?.elements?.map(\.kind) == [.number, .string, .object])
        #expect(root["a"]?.text == #"[1,"x",{}]"#)
        #expect(root.members?.map(\.name) == ["s", "i", "f", "t", "n", "a"])
        #expect(root["missing"] == nil)
        #expect(root["i"]?.string == nil)
    }

    @Test func namesAreComparedByBytes() throws {
        let root = try JSONDocument.object(parsing: Array("{\"\u{C5}\":1,\"A\u{30A}\":2,\"\\u0061\":3}".utf8))
        #expect(root["\u{C5}"]?.integer == 1)
        #expect(root["A\u{30A}"]?.integer == 2)
        #expect(root["\u{212B}"] == nil)
        #expect(root["a"]?.integer == 3)
    }

    @Test(
        arguments: [
            ("9007199254740992", 9_007_199_254_740_992), ("9007199254740993", nil),
            ("-9007199254740992", -9_007_199_254_740_992),
            ("0", 0), ("-0", 0), ("1e2", nil), ("99999999999999999999", nil), ("00000", nil),
        ] as [(String, Int?)])
    func integersAreExact(_ text: String, _ value: Int?) {
        let root = try? JSONDocument(parsing: Array(text.utf8)).root
        #expect(root?.integer == value)
    }

    @Test func onlyAnObjectIsAnObject() {
        for text in ["[]", "1", "\"{}\"", "null"] {
            #expect(throws: JSONFault.wrongKind(expected: "an object")) {
                try JSONDocument.object(parsing: Array(text.utf8))
            }
        }
    }
}
