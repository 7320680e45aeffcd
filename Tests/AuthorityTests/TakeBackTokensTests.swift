// Listing named tokens and taking tokens back: one's own, once or twice, and nobody else's.

import OAuth
import Records
import Support
import Testing

@testable import Authority

@Suite("TakeBackTokens")
struct TakeBackTokensTests {
    static let now = TestAuthority.now

    @Test("of ten, one is taken back and nine stay", arguments: TestDatabase.all)
    func one(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            var tokens: [IssuedToken] = []
            for number in 0..<10 { tokens.append(try await house.named("ana", "token \(number)")) }
            let tokensDesk = house.authority.tokens
            #expect(Set(try await tokensDesk.named(of: house.ana, at: Self.now).map(\.id)) == Set(tokens.map(\.id)))
            try await tokensDesk.takeBack(tokens[3].id, of: house.ana, at: Self.now)
            for (number, token) in tokens.enumerated() {
                #expect(try await house.isRevoked(token.token) == (number == 3), "token \(number)")
            }
            let left = try await tokensDesk.named(of: house.ana, at: Self.now)
            #expect(left.count == 9)
            #expect(!left.contains { $0.id == tokens[3].id })
        }
    }

    @Test("the list tells everything but the token")
    func listed() async throws {
        try await TestAuthority.run { house in
            let issued = try await house.named(scopes: ["tasks:read", "notes:read"], expiresIn: 60)
            _ = try await house.named("ben", "another's")
            _ = try await house.login()
            let list = try await house.authority.tokens.named(of: house.ana, at: Self.now)
            let token = try #require(list.first)
            #expect(list.count == 1)
            #expect(token.id == issued.id)
            #expect(token.name == "laptop")
            #expect(token.audience == TestAuthority.api)
            #expect(token.scopes == ["tasks:read", "notes:read"])
            #expect(token.createdAt == Self.now)
            #expect(token.expiresAt == Self.now + 60)
            #expect(try await house.authority.tokens.named(of: house.ana, at: Self.now + 60).isEmpty)
        }
    }

    @Test("twice is no mistake, and is logged once", arguments: TestDatabase.all)
    func twice(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let (named, login) = (try await house.named(), try await house.login())
            for later in 0..<3 {
                for id in [named.id, login.id] {
                    try await house.authority.tokens.takeBack(id, of: house.ana, at: Self.now + later)
                }
            }
            #expect(try await house.isRevoked(named.token))
            #expect(try await house.isRevoked(login.token))
            #expect(try await house.count("status_changes") == 2)
        }
    }

    @Test(
        "what is not one's own is not found",
        arguments: ["", "tok_", "tok_AAAAAAAAAAAAAAAA", "usr_ana", "' OR 1=1 --", "%", "tok_%", "tok\u{0}"])
    func unknown(id: String) async throws {
        try await TestAuthority.run { house in
            let named = try await house.named()
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.tokens.takeBack(id, of: house.ana, at: Self.now)
            }
            #expect(refusal?.code == .notFound)
            #expect(try await !house.isRevoked(named.token))
        }
    }

    @Test("another's tokens and sessions are not found, whichever kind, and live on")
    func others() async throws {
        try await TestAuthority.run { house in
            let theirs = [try await house.named(), try await house.login()]
            let missing = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.tokens.takeBack("tok_none", of: house.ben, at: Self.now)
            }
            for token in theirs {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    try await house.authority.tokens.takeBack(token.id, of: house.ben, at: Self.now)
                }
                // The same answer as for what does not exist.
                #expect(refusal == missing)
                #expect(try await !house.isRevoked(token.token))
            }
        }
    }

    @Test("an administrator takes back whosever it is")
    func administrator() async throws {
        try await TestAuthority.run { house in
            let tokens = [try await house.named(), try await house.login("ben")]
            for token in tokens {
                try await Tokens.takeBack(token.id, in: house.database, at: Self.now)
                #expect(try await house.isRevoked(token.token))
            }
            await #expect(throws: OAuthRefusal.self) {
                try await Tokens.takeBack("tok_none", in: house.database, at: Self.now)
            }
        }
    }

    @Test("fifty at once take back fifty, each logged once", arguments: TestDatabase.all)
    func race(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            var tokens: [IssuedToken] = []
            for number in 0..<10 { tokens.append(try await house.named("ana", "token \(number)")) }
            try await withThrowingTaskGroup { group in
                for round in 0..<50 {
                    let id = tokens[round % 10].id
                    group.addTask { try await house.authority.tokens.takeBack(id, of: house.ana, at: Self.now) }
                }
                try await group.waitForAll()
            }
            #expect(try await house.count("status_changes") == 10)
            for token in tokens { #expect(try await house.isRevoked(token.token)) }
        }
    }
}
