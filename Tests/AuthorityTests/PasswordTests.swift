// Passwords as they are typed: bounds before hashing (S12), normalisation, and never printed.

import OAuth
import Testing

@testable import Authority

@Suite("Password")
struct PasswordTests {
    @Test(
        "too long or empty is refused before anything is computed",
        arguments: [
            "", String(repeating: "a", count: 1_025), String(repeating: "é", count: 513),
            String(repeating: "a", count: 1 << 20),
        ])
    func bounds(text: String) {
        let refusal = #expect(throws: OAuthRefusal.self) { try Password(text) }
        #expect(refusal?.code == .invalidRequest)
        #expect(refusal?.sentence.contains("1024") == true)
    }

    @Test("a kilobyte is taken whole")
    func longest() throws {
        #expect(try Password(String(repeating: "a", count: 1_024)).bytes.count == 1_024)
    }

    @Test(
        "passwords that a careless hash would confuse",
        arguments: [
            ("secret\0one", "secret\0two"), ("secret", "secret\0"), ("\0", "\0\0"),
            (String(repeating: "a", count: 72) + "x", String(repeating: "a", count: 72) + "y"),
            (String(repeating: "a", count: 255) + "x", String(repeating: "a", count: 255) + "y"),
            ("secret", "Secret"), ("secret", "secret "), ("secret", " secret"),
        ])
    func different(one: String, other: String) throws {
        #expect(try Password(one).bytes != Password(other).bytes)
    }

    @Test(
        "the same password however it is composed",
        arguments: [
            ("caf\u{E9}", "cafe\u{301}"), ("\u{212B}", "\u{C5}"), ("\u{FB01}sh", "fish"), ("\u{FF41}\u{FF42}", "ab"),
            ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
        ])
    func normalised(one: String, other: String) throws {
        #expect(try Password(one).bytes == Password(other).bytes)
    }

    @Test("NUL survives normalisation, also beside letters that are composed")
    func nul() throws {
        #expect(try Password("e\u{301}\0x").bytes == Array("\u{E9}\0x".utf8))
    }

    @Test(
        "new passwords",
        arguments: [
            ("1234567", false), ("12345678", true), ("ééééééé", false), ("éééééééé", true), ("username", false),
            ("usernamf", true), ("e\u{301}e\u{301}e\u{301}e\u{301}", false),
        ])
    func new(text: String, isFit: Bool) throws {
        let password = try Password(text)
        if isFit {
            try password.checkNew(for: "username")
        } else {
            let refusal = #expect(throws: OAuthRefusal.self) { try password.checkNew(for: "username") }
            #expect(refusal?.code == .passwordUnfit)
            #expect(refusal?.sentence.contains(text) == false || text == "username")
        }
    }

    @Test("printing shows nothing")
    func printed() throws {
        let password = try Password("open sesame")
        #expect("\(password)" == "Password(hidden)")
    }
}
