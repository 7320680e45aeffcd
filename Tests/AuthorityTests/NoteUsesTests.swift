// Reports of use: by guards alone, the latest wins, and nothing that a list should not show.

import JOSE
import Records
import Support
import Testing

@testable import Authority

@Suite("NoteUses")
struct NoteUsesTests {
    static let now = TestAuthority.now

    @Test("the latest use is shown, with its address", arguments: TestDatabase.all)
    func latest(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let guardian = try await house.caller(house.guardian())
            let token = try await house.named()
            let identifier = try #require(try house.verified(token.token).identifier)
            func note(_ second: Int, _ address: String?) async throws -> Int {
                try await house.authority.tokens.noteUses(
                    [TokenUse(identifier: identifier, time: Self.now + second, address: address)],
                    by: guardian, at: Self.now + 1_000)
            }
            #expect(try await note(10, "203.0.113.7") == 1)
            #expect(try await note(9, "203.0.113.8") == 0)
            #expect(try await note(20, "2001:db8::1%eth0") == 1)
            var listed = try await house.authority.tokens.named(of: house.ana, at: Self.now).first
            #expect(listed?.lastUsedAt == Self.now + 20 && listed?.lastUsedFrom == "2001:db8::1%eth0")
            // What is no address is not shown; a clock that runs ahead is not believed.
            #expect(try await note(99_999, "<script>alert(1)</script>") == 1)
            listed = try await house.authority.tokens.named(of: house.ana, at: Self.now).first
            #expect(listed?.lastUsedAt == Self.now + 1_000 && listed?.lastUsedFrom == nil)
        }
    }

    @Test("only a guard of the token's API is believed")
    func guards() async throws {
        try await TestAuthority.run { house in
            try await house.addAPI("https://other.example.com")
            let token = try await house.named()
            let identifier = try #require(try house.verified(token.token).identifier)
            let use = TokenUse(identifier: identifier, time: Self.now, address: nil)
            for apis in [[], ["https://other.example.com"]] {
                let caller = try await house.caller(house.guardian(guarding: apis))
                #expect(try await house.authority.tokens.noteUses([use], by: caller, at: Self.now) == 0)
            }
        }
    }

    @Test(
        "identifiers that are none of ours are passed over",
        arguments: [
            "", "1", "1.2", "1.2.3.4", "-1.2.x", "1.-2.x", "+1.2.x", "1e3.2.x", "9999999999999999.1.x",
            "99999999999999999999999.1.x", "１.2.x", ".2.x", "1..x", String(repeating: "1", count: 100_000),
        ])
    func odd(identifier: String) async throws {
        try await TestAuthority.run { house in
            let guardian = try await house.caller(house.guardian())
            let use = TokenUse(identifier: identifier, time: .min, address: String(repeating: "1", count: 65))
            #expect(try await house.authority.tokens.noteUses([use], by: guardian, at: Self.now) == 0)
        }
    }
}
