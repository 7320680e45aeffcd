// Usernames: what may be one, and the one spelling of each (S21).

import OAuth
import Testing

@testable import Authority

@Suite("Username")
struct UsernameTests {
    @Test(
        "one spelling",
        arguments: [
            ("ana", "ana"), ("Ana", "ana"), ("ANA@EXAMPLE.COM", "ana@example.com"), ("a", "a"), ("0", "0"),
            ("a.b_c@d+e-f", "a.b_c@d+e-f"), (String(repeating: "Z", count: 64), String(repeating: "z", count: 64)),
        ])
    func spelling(text: String, name: String) throws { #expect(try Username(text).name == name) }

    @Test(
        "no usernames",
        arguments: [
            "", " ", "ana ", " ana", "a na", "ana\0", "ana\n", "ana\t", ".ana", "_ana", "-ana", "+ana", "@ana",
            String(repeating: "a", count: 65), "аna", "ａna", "àna", "a\u{300}na", "ana\u{200B}", "ana:x", "ana/x",
            "ana\\x", "ana'--", "ana\"", "ana%00", "ſam", "\u{212A}arl",
        ])
    func refused(text: String) {
        #expect(Username.canonical(text) == nil)
        let refusal = #expect(throws: OAuthRefusal.self) { try Username(text) }
        #expect(refusal?.code == .invalidRequest)
    }
}
