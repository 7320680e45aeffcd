// The typed views of a JSON value: exact, or nil.

import JOSE
import Testing

@Suite("JSONValue")
struct JSONValueTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONDocument(parsing: Array(text.utf8)).root
    }

    @Test(
        "integers are exact and within ±2^53",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("9007199254740992", 9_007_199_254_740_992),
            ("-9007199254740992", -9_007_199_254_740_992), ("9007199254740993", nil),
            ("9223372036854775807", nil), ("-9223372036854775808", nil), ("18446744073709551616", nil),
            ("99999999999999999999999999", nil), ("1.0", nil), ("1e2", nil), ("\"1\"", nil), ("true", nil),
            ("null", nil), ("[1]", nil),
        ] as [(String, Int?)]
    )
    func integers(text: String, expected: Int?) throws {
        #expect(try value(text).integer == expected)
    }

    @Test(
        "numbers are finite and within ±2^53",
        arguments: [
            ("1.5", 1.5), ("-1.5", -1.5), ("1e3", 1000), ("1E-2", 0.01), ("0", 0), ("1e400", nil),
            ("-1e400", nil), ("1.7976931348623157e309", nil), ("1e16", nil), ("9007199254740993", nil),
            ("-9223372036854775808", nil), ("1e-400", 0), ("\"1.5\"", nil), ("false", nil),
        ] as [(String, Double?)]
    )
    func numbers(text: String, expected: Double?) throws {
        #expect(try value(text).number == expected)
    }

    @Test(
        "strings are resolved",
        arguments: [
            (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u00e9""#, "é"), (#""\u0000""#, "\u{0}"), (#""\uD834\uDD1E""#, "𝄞"),
            (#""\ud834\udd1ex""#, "𝄞x"),
            (#""\uffff""#, "\u{FFFF}"), (#""a\u0062c""#, "abc"), ("\"€\"", "€"), ("\"\u{7F}\"", "\u{7F}"),
            ("1", nil), ("null", nil), ("{}", nil),
        ] as [(String, String?)]
    )
    func strings(text: String, expected: String?) throws {
        #expect(try value(text).string.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test("strings are compared by bytes, not by canonical equivalence")
    func equality() throws {
        let composed = try value("\"\u{E9}\"")
        #expect(composed.equals("\u{E9}"))
        #expect(!composed.equals("e\u{301}"))
        #expect("\u{E9}" == "e\u{301}", "Swift's == would take them for equal")
        #expect(try value(#""\u0061b""#).equals("ab"))
        #expect(try !value("1").equals("1"))
        #expect(try !value("null").equals("null"))
    }

    @Test("members are found by their bytes, whatever stands around them")
    func members() throws {
        let object = try value(#"{"a":{"b":1,"x":[{"b":3}]},"\u0062":2,"é":4,"":5}"#)
        #expect(object["a"]?["b"]?.integer == 1)
        #expect(object["b"]?.integer == 2)
        #expect(object["\u{E9}"]?.integer == 4)
        #expect(object["e\u{301}"] == nil)
        #expect(object[""]?.integer == 5)
        #expect(object["x"] == nil)
        #expect(object["a"]?["x"]?.elements?.first?["b"]?.integer == 3)
        #expect(object["b"]?["b"] == nil)
        #expect(object.members?.map(\.name) == ["a", "b", "é", ""])
        #expect(object.elements == nil)
        #expect(try value("[]").members == nil)
        #expect(try value("[1,[2],3]").elements?.map(\.text) == ["1", "[2]", "3"])
    }

    @Test(
        "kinds",
        arguments: [
            ("null", .null), ("true", .bool), ("0", .number), ("\"\"", .string), ("[]", .array),
            ("{}", .object),
        ] as [(String, JSONKind)]
    )
    func kinds(text: String, kind: JSONKind) throws {
        let value = try value(text)
        #expect(value.kind == kind)
        #expect(value.isNull == (kind == .null))
        #expect(value.bool == (kind == .bool ? true : nil))
        #expect(value.text == text)
    }
}
