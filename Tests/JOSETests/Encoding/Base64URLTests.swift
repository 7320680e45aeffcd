// Strict base64url: each value has one spelling, and every other text is refused.

import Testing

@testable import JOSE

@Suite struct Base64URLTests {
    /// RFC 4648 §10, without padding, and bytes that need the two special characters.
    static let pairs: [(String, String)] = [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"), ("\u{7F}~~?", "f35-Pw"),
    ]

    @Test(arguments: pairs)
    func encodesAndDecodes(_ text: String, _ encoded: String) throws {
        #expect(Base64URL.encode(text.utf8) == encoded)
        #expect(try Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test func everyLengthAndByteComesBack() throws {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count * 11) }
            #expect(try Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        "Zg==", "Zg=", "Z", "Zm9vY", "Zm 9v", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9é", "Zm9v\u{0}", "Zh",
        "Zm9", "====",
        "Zm8=", "-_-", "A",
    ])
    func otherSpellingsAreRefused(_ text: String) {
        #expect(throws: JOSEError.base64URL(part: "value")) { try Base64URL.decode(text) }
    }

    @Test func everyForeignByteIsRefusedAtEveryPlace() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for byte in UInt8.min...UInt8.max where !alphabet.contains(byte) {
            for place in 0..<7 {
                var text = Array("AAAAAAA".utf8)
                text[place] = byte
                #expect(throws: JOSEError.self) { try Base64URL.decode(text.span, part: "value") }
            }
        }
    }

    @Test func constantTimeComparisonIsRight() {
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(ConstantTime.equal([], []))
    }
}
