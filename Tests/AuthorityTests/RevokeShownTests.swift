// Taking back what is shown: by its program alone, or by whoever found it, once each, and never junk.

import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("RevokeShown")
struct RevokeShownTests {
    static let now = TestAuthority.now

    @Test("a program takes back its own token, and logs it once however often it asks", arguments: TestDatabase.all)
    func own(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let owner = try await house.guardian(guarding: [])
            let caller = try await house.caller(owner)
            let token = try await house.programToken(of: owner.id)
            #expect(try await house.authority.tokens.revoke(token, by: caller, at: Self.now))
            for _ in 0..<3 { #expect(try await !house.authority.tokens.revoke(token, by: caller, at: Self.now)) }
            #expect(try await house.count("status_changes") == 1)
            #expect(try await house.isRevoked(token))
        }
    }

    @Test("nobody else's: neither another program's, nor a person's, though it guards their API")
    func others() async throws {
        try await TestAuthority.run { house in
            let caller = try await house.caller(house.guardian())
            let other = try await house.guardian(guarding: [])
            let texts = [
                try await house.programToken(of: other.id), try await house.named().token,
                try await house.opaque().token, try await house.login().token, "junk", "",
            ]
            for text in texts { #expect(try await !house.authority.tokens.revoke(text, by: caller, at: Self.now)) }
            #expect(try await house.count("status_changes") == 0)
        }
    }

    @Test("whoever shows it ends it: every kind, in one transaction", arguments: TestDatabase.all)
    func leaked(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let program = try await house.guardian(guarding: [])
            let tokens = [try await house.named(), try await house.opaque(), try await house.login()]
            let spare = try await house.named()
            let text = try await house.programToken(of: program.id)
            let shown = tokens.map(\.token) + [text, text, "junk", ""]
            let ended = try await house.authority.tokens.revokeLeaked(shown, at: Self.now)
            #expect(ended.prefix(3) == tokens.map(\.id)[...])
            #expect(ended.count == 4)
            #expect(try await house.count("status_changes") == 4)
            #expect(try await house.isRevoked(text))
            #expect(try await !house.isRevoked(spare.token))
            #expect(try await house.authority.tokens.revokeLeaked(shown, at: Self.now + 1).isEmpty)
        }
    }

    @Test("what expired is over; what expired so lately that a clock may differ is ended")
    func expired() async throws {
        try await TestAuthority.run { house in
            let token = try await house.named(expiresIn: 600)
            #expect(try await house.authority.tokens.revokeLeaked([token.token], at: Self.now + 660).isEmpty)
            #expect(try await house.authority.tokens.revokeLeaked([token.token], at: Self.now + 659) == [token.id])
        }
    }

    @Test("a fault of the database is told, and nothing else")
    func fault() async throws {
        try await TestAuthority.run { house in
            let owner = try await house.guardian(guarding: [])
            let caller = try await house.caller(owner)
            let token = try await house.programToken(of: owner.id)
            try house.breakDatabase()
            await #expect(throws: (any Error).self) {
                try await house.authority.tokens.revoke(token, by: caller, at: Self.now)
            }
            await #expect(throws: (any Error).self) {
                try await house.authority.tokens.revokeLeaked([token], at: Self.now)
            }
        }
    }
}
