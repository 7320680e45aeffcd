// Stored password hashes: the PHC form, its bounds (S13), and that a hash fits one password.

import Testing

@testable import Authority

@Suite("PasswordHash")
struct PasswordHashTests {
    /// From the tests of the reference implementation: argon2id, version 19, t=2, m=65536, p=1.
    static let published =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

    @Test("the published vector")
    func vector() throws {
        let hash = try PasswordHash(parsing: Self.published)
        #expect(hash.parameters == Argon2Parameters(memory: 65_536, passes: 2, lanes: 1))
        #expect(hash.salt == Array("somesalt".utf8))
        #expect(try hash.matches(Array("password".utf8)))
        #expect(try !hash.matches(Array("passwore".utf8)))
        #expect(hash.needsRehash)
        #expect(hash.text == Self.published)
    }

    @Test("a new hash has today's parameters, a salt of its own, and reads back")
    func roundTrip() throws {
        let password = Array("a fine password".utf8)
        let (one, other) = (try PasswordHash.make(password), try PasswordHash.make(password))
        #expect(one.salt != other.salt)
        #expect(one.digest != other.digest)
        #expect(one.text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(!one.text.contains("=" + "$"))
        #expect(try PasswordHash(parsing: one.text) == one)
        #expect(try PasswordHash(parsing: one.text).matches(password))
        #expect(!one.needsRehash)
    }

    @Test("the decoy costs what a new hash costs")
    func decoy() { #expect(PasswordHash.decoy.parameters == .current) }

    static let salt = "c29tZXNhbHQ"
    static let digest = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

    @Test(
        "other schemes are refused",
        arguments: [
            "", "$", "plain text", "$argon2id", "$2b$12$abcdefghijklmnopqrstuv",
            "$argon2i$v=19$m=19456,t=2,p=1$\(salt)$\(digest)", "$argon2id$v=16$m=19456,t=2,p=1$\(salt)$\(digest)",
            "$argon2id$m=19456,t=2,p=1$\(salt)$\(digest)", "x$argon2id$v=19$m=19456,t=2,p=1$\(salt)$\(digest)",
            "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$\(digest)$",
        ])
    func scheme(text: String) {
        #expect(throws: PasswordHashFault.scheme) { try PasswordHash(parsing: text) }
    }

    @Test(
        "parameters out of bounds are refused before anything is computed",
        arguments: [
            "m=4194304,t=2,p=1", "m=262145,t=2,p=1", "m=7,t=2,p=1", "m=0,t=2,p=1", "m=-19456,t=2,p=1",
            "m=19456,t=0,p=1", "m=19456,t=17,p=1", "m=19456,t=4294967297,p=1", "m=19456,t=2,p=0",
            "m=19456,t=2,p=9", "m=31,t=2,p=4", "m=99999999999999999999,t=2,p=1", "m=19456,t=2", "t=2,m=19456,p=1",
            "m=19456,t=2,p=1,keyid=1", "m= 19456,t=2,p=1", "m=,t=,p=", ",,", "",
        ])
    func bounds(costs: String) {
        #expect(throws: PasswordHashFault.parameters) {
            try PasswordHash(parsing: "$argon2id$v=19$\(costs)$\(Self.salt)$\(Self.digest)")
        }
    }

    @Test(
        "salts and digests of other lengths or spellings are refused",
        arguments: [
            ("", digest), ("c2hvcnQ", digest), (salt + "=", digest), (salt, ""), (salt, "c2hvcnQ"),
            (salt, digest + "="), (salt, "not base64!"), (salt, String(repeating: "A", count: 88)),
        ])
    func lengths(salt: String, digest: String) {
        #expect(throws: PasswordHashFault.parameters) {
            try PasswordHash(parsing: "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$\(digest)")
        }
    }
}
