// The JSON writer: what it writes, the strict reader reads back.

import Testing

@testable import JOSE

@Suite struct JSONWriterTests {
    @Test func writesMembersInOrder() {
        let bytes = JSONWriter.object { json in
            json.member("s", "é\"\\\n\u{1}")
            json.member("i", -7)
            json.member("b", true)
            json.member("l", ["x", "y"])
            json.null("n")
            json.object("o") { $0.member("k", 1) }
            json.object("e") { _ in }
            json.array("a", [1, 2]) { $0.member("v", $1) }
            json.member("z", "end")
        }
        let expected =
            #"{"s":"é\"\\\u000a\u0001","i":-7,"b":true,"l":["x","y"],"n":null,"o":{"k":1},"e":{},"#
            + #""a":[{"v":1},{"v":2}],"z":"end"}"#
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func everyScalarComesBack() throws {
        let scalars = (0...0x2FFF).compactMap(Unicode.Scalar.init) + ["\u{FFFF}", "\u{1F600}", "\u{10FFFF}"]
        let text = String(String.UnicodeScalarView(scalars))
        let bytes = JSONWriter.object { $0.member(text, text) }
        let root = try JSONDocument.object(parsing: bytes)
        #expect(root[text]?.equals(text) == true)
    }

    @Test func aReadValueIsWrittenAsItStood() throws {
        let value = try JSONDocument.object(parsing: Array(#"{"a":[1.50,"\u0041"]}"#.utf8))
        let bytes = JSONWriter.object { $0.member("v", value) }
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"v":{"a":[1.50,"\u0041"]}}"#)
    }
}
