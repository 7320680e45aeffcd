// The strict JSON reader: what it takes, and by which rule it refuses the rest.

import JOSE
import Testing

@Suite("JSONDocument")
struct JSONDocumentTests {
    @Test(
        "is read",
        arguments: [
            "{}", "[]", "null", "true", "false", "0", "-0", "1e5", "1.5E-3", "\"\"", " \t\r\n{ } \n",
            #"{"a":[1,{"b":null}],"c":"d"}"#, #"{"":0}"#, #""\u0000\"\\\/\b\f\n\r\t""#, #""😀""#,
            #"{"a":1,"A":2}"#, "{\"\u{E9}\":1,\"e\u{301}\":2}",
        ]
    )
    func accepted(text: String) throws {
        _ = try JSONDocument(parsing: Array(text.utf8))
    }

    @Test(
        "is refused, and why",
        arguments: [
            ("", .unexpectedEnd), (" ", .unexpectedEnd), ("{", .unexpectedEnd), ("[1", .unexpectedEnd),
            ("\"a", .unexpectedEnd), ("tru", .unexpectedEnd), ("-", .unexpectedEnd), ("1.", .unexpectedEnd),
            (#"{"a""#, .unexpectedEnd), (#""\u12"#, .unexpectedEnd), ("\"\\", .unexpectedEnd),
            ("{} {}", .trailingBytes(offset: 3)), ("{},", .trailingBytes(offset: 2)),
            ("1 1", .trailingBytes(offset: 2)), ("01", .trailingBytes(offset: 1)),
            ("{}\u{0}", .trailingBytes(offset: 2)), ("nullx", .trailingBytes(offset: 4)),
            ("[1,]", .unexpectedByte(offset: 3)), (#"{"a":1,}"#, .unexpectedByte(offset: 7)),
            ("{a:1}", .unexpectedByte(offset: 1)), ("{'a':1}", .unexpectedByte(offset: 1)),
            (#"{"a" 1}"#, .unexpectedByte(offset: 5)), (#"{"a":}"#, .unexpectedByte(offset: 5)),
            ("[1 2]", .unexpectedByte(offset: 3)), ("{1:2}", .unexpectedByte(offset: 1)),
            ("[,]", .unexpectedByte(offset: 1)), ("{,}", .unexpectedByte(offset: 1)),
            ("// x", .unexpectedByte(offset: 0)), ("{/**/}", .unexpectedByte(offset: 1)),
            ("+1", .unexpectedByte(offset: 0)), (".5", .unexpectedByte(offset: 0)),
            ("-a", .unexpectedByte(offset: 1)), ("NaN", .unexpectedByte(offset: 0)),
            ("Infinity", .unexpectedByte(offset: 0)), ("1e+", .unexpectedEnd),
            ("True", .unexpectedByte(offset: 0)), ("trux", .unexpectedByte(offset: 3)),
            ("\"a\nb\"", .unexpectedByte(offset: 2)), ("\"a\u{1F}\"", .unexpectedByte(offset: 2)),
            (#""\x""#, .unexpectedByte(offset: 2)), (#""\u00g0""#, .unexpectedByte(offset: 5)),
            ("\u{FEFF}{}", .unexpectedByte(offset: 0)), ("\u{A0}{}", .unexpectedByte(offset: 0)),
            (#""\ud800""#, .loneSurrogate(offset: 1)), (#""\udc00\ud800""#, .loneSurrogate(offset: 1)),
            (#""a\ud800A""#, .loneSurrogate(offset: 2)), (#""\ud800\ud800""#, .loneSurrogate(offset: 1)),
            (#"{"a":1,"a":1}"#, .duplicateName(offset: 8)),
            (#"{"a":1,"\u0061":2}"#, .duplicateName(offset: 8)),
            (#"{"b":{"a":1,"a":2}}"#, .duplicateName(offset: 13)),
            (#"{"":1,"":2}"#, .duplicateName(offset: 7)),
        ] as [(String, JSONFault)]
    )
    func refused(text: String, fault: JSONFault) {
        #expect(throws: fault) { try JSONDocument(parsing: Array(text.utf8)) }
    }

    @Test("where a text full of brackets breaks is told, though no text that holds has so many values")
    func brackets() {
        let text = Array((String(repeating: "[", count: 100) + "x").utf8)
        #expect(throws: JSONFault.unexpectedByte(offset: 100)) {
            try JSONDocument(parsing: text, limits: JSONLimits(depth: 200))
        }
    }

    @Test(
        "bytes that are not UTF-8 are refused wherever they stand",
        arguments: [
            ([0x22, 0xFF, 0x22], 1), ([0x22, 0xC0, 0x80, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0x7B, 0x7D, 0x80], 2), ([0xFF, 0xFE], 0),
            ([0x22, 0xE2, 0x82, 0x22], 1),
        ] as [([UInt8], Int)]
    )
    func notUTF8(bytes: [UInt8], offset: Int) {
        #expect(throws: JSONFault.notUTF8(offset: offset)) { try JSONDocument(parsing: bytes) }
    }

    /// The reader looks for the end of a string in steps of eight bytes.
    @Test("a quote, a backslash or a control character is found at every distance", arguments: 0..<40)
    func stringEnds(length: Int) throws {
        let plain = String(repeating: "é~", count: length).utf8.prefix(length / 3 * 3)
        let text = String(decoding: plain, as: UTF8.self)
        func document(_ end: String) throws(JSONFault) -> JSONDocument {
            try JSONDocument(parsing: Array("[\"\(text)\(end)\",\"\"]".utf8))
        }
        #expect(try document("").root.elements?.map(\.string) == [text, ""])
        #expect(try document(#"\""#).root.elements?.first?.string == text + "\"")
        #expect(try document("\u{7F}").root.elements?.first?.string == text + "\u{7F}")
        let fault = JSONFault.unexpectedByte(offset: 2 + text.utf8.count)
        #expect(throws: fault) { try document("\u{1F}") }
        #expect(throws: fault) { try document("\u{0}") }
    }

    @Test("the limits are kept at their edge")
    func limits() throws {
        let limits = JSONLimits(length: 10, depth: 3)
        _ = try JSONDocument(parsing: Array("[[[1234]]]".utf8), limits: limits)
        #expect(throws: JSONFault.tooLong(limit: 10)) {
            try JSONDocument(parsing: Array("[[[12345]]]".utf8), limits: limits)
        }
        #expect(throws: JSONFault.tooDeep(limit: 3)) {
            try JSONDocument(parsing: Array("[[[[]]]]".utf8), limits: limits)
        }
        #expect(throws: JSONFault.tooDeep(limit: 3)) {
            try JSONDocument(parsing: Array(#"[[[{}]]]"#.utf8), limits: limits)
        }
    }

    @Test("only a reader that is told so takes a name twice, and then the first is found")
    func duplicatesAllowed() throws {
        let text = Array(#"{"a":1,"\u0061":2,"b":{"c":3,"c":4}}"#.utf8)
        // The inner object ends first.
        #expect(throws: JSONFault.duplicateName(offset: 30)) { try JSONDocument(parsing: text) }
        let root = try JSONDocument(parsing: text, limits: JSONLimits(duplicateNames: .accepted)).root
        #expect(root["a"]?.integer == 1)
        #expect(root["b"]?["c"]?.integer == 3)
        #expect(root.members?.count == 3)
    }

    @Test("two equal names are found among few, among many, and behind equal marks")
    func duplicates() throws {
        func fault(_ names: [String]) -> JSONFault? {
            let text = "{" + names.map { "\"\($0)\":{\"x\":[]}" }.joined(separator: ",") + "}"
            do {
                _ = try JSONDocument(parsing: Array(text.utf8))
                return nil
            } catch {
                return error
            }
        }
        for count in [2, 10, 24, 25, 70, 300] {
            let names = (0..<count).map { "name\($0)" }
            #expect(fault(names) == nil, "\(count)")
            for place in [0, count / 3, count - 2] {
                var twice = names
                twice[count - 1] = names[place]
                guard case .duplicateName = fault(twice) else {
                    Issue.record("\(count) names, the last equals number \(place)")
                    continue
                }
            }
        }
        #expect(fault(["axb", "ayb", "azb"]) == nil)
    }

    @Test(
        "a text that is no object is refused where an object is wanted",
        arguments: ["[]", "1", "\"{}\"", "null"])
    func wrongKind(text: String) {
        #expect(throws: JSONFault.wrongKind(expected: "an object")) {
            try JSONDocument.object(parsing: Array(text.utf8))
        }
    }
}
