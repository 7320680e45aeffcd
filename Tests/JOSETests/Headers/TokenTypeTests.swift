// The kinds of tokens: one kind in several spellings, and different kinds that look alike.

import Testing

@testable import JOSE

@Suite struct TokenTypeTests {
    @Test(arguments: ["at+jwt", "AT+JWT", "application/at+jwt", "APPLICATION/At+Jwt"])
    func isAnAccessToken(_ name: String) { #expect(TokenType(name) == .accessToken) }

    @Test(arguments: [
        "", "jwt", "at+jwt ", "at+jwt;v=1", "application/x/at+jwt", "text/at+jwt", "application/",
    ])
    func isNone(_ name: String) { #expect(TokenType(name) != .accessToken) }

    @Test func aTypeThatEqualsHashesAlike() {
        #expect(Set([TokenType("a"), TokenType("A"), TokenType("application/a")]).count == 1)
        // Equal to Swift's ==, different bytes.
        #expect(TokenType("\u{C5}") != TokenType("A\u{30A}"))
    }
}
