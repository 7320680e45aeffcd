// Base64 in the standard alphabet: RFC 4648 §10, the letters that differ, and what is refused.

import Testing

@testable import JOSE

@Suite("Base64")
struct Base64Tests {
    @Test(
        "there and back",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"), ("~~~?", "fn5+Pw=="), ("???", "Pz8/"),
        ]
    )
    func thereAndBack(text: String, letters: String) {
        #expect(Base64.encode(Array(text.utf8)).elementsEqual(letters.utf8))
        #expect(Base64.decode(unpadded: letters.utf8.filter { $0 != UInt8(ascii: "=") }) == Array(text.utf8))
    }

    @Test(
        "no other alphabet, no padding, no white space, no bits left over",
        arguments: ["fn5-", "Pz8_", "Zg==", "Zg=", "Zm9v\n", " Zm9v", "Zh", "Zm9", "Z", "Zm9vé"]
    )
    func refused(letters: String) {
        #expect(Base64.decode(unpadded: letters.utf8) == nil)
    }
}
