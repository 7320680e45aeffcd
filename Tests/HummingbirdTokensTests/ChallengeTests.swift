// The challenge header: nothing that a token says can break out of its quotes.

import Testing

@testable import HummingbirdTokens

@Suite("Challenge")
struct ChallengeTests {
    @Test(
        "text is quoted as one line of printable ASCII",
        arguments: [
            ("plain", #""plain""#), ("a\"b\\c", #""a'b'c""#), ("a\r\nb", #""a??b""#), ("é\u{0}", #""??""#),
            ("", #""""#),
            ("\"\u{301}", #""'?""#),
        ]
    )
    func quoting(text: String, quoted: String) {
        #expect(Challenge(realm: text).text == "Bearer realm=\(quoted)")
    }

    @Test("text is cut")
    func length() {
        #expect(Challenge(realm: String(repeating: "x", count: 5_000)).text.utf8.count < 450)
    }
}
