// Rolling a named token: like the old one, an overlap in which both hold, and one successor however many ask.

import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("RollToken", .timeLimit(.minutes(5)))
struct RollTokenTests {
    static let now = TestAuthority.now

    @Test("the new one is like the old one, and the old one ends with the overlap", arguments: TestDatabase.all)
    func roll(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            for form in TokenForm.allCases {
                let old = try await issue(form, house, scopes: ["notes:read", "tasks:read"], expiresIn: 86_400)
                let caller = try await house.authority.accounts.vouch(for: Username("ana"))
                let new = try await house.authority.tokens.roll(
                    old.id, overlap: 3_600, of: caller, at: Self.now + 100)
                #expect(new.id != old.id && new.token != old.token)
                #expect(new.scope == "notes:read tasks:read")
                #expect(new.expiresIn == 86_400)
                #expect((OpaqueToken(new.token) != nil) == (form == .opaque))

                let listed = try await house.authority.tokens.named(of: house.ana, at: Self.now + 100)
                let (first, second) = (
                    listed.first { $0.id == old.id }, listed.first { $0.id == new.id }
                )
                #expect(first?.successor == new.id && first?.endsAt == Self.now + 3_700)
                #expect(second?.successor == nil && second?.endsAt == nil)
                #expect(second?.name == "ci" && second?.description == "for the build" && second?.form == form)
                #expect(second?.audience == TestAuthority.api)

                // At the very second at which the overlap is over, and not before.
                #expect(try await house.authority.upkeep.takeBackDue(at: Self.now + 3_699) == 0)
                #expect(try await row(old, house)?.revokedAt == nil)
                #expect(
                    try await house.authority.tokens.named(of: house.ana, at: Self.now + 3_700)
                        .contains { $0.id == old.id } == false)
                #expect(try await house.authority.upkeep.takeBackDue(at: Self.now + 3_700) == 1)
                #expect(try await house.authority.upkeep.takeBackDue(at: Self.now + 3_701) == 0)
                #expect(try await row(old, house)?.revokedAt == Self.now + 3_700)
                #expect(try await row(new, house)?.revokedAt == nil)
                if form == .jwt {
                    #expect(try await house.isRevoked(old.token, at: Self.now + 3_701))
                    #expect(try await !house.isRevoked(new.token, at: Self.now + 3_701))
                }
                try await house.authority.tokens.takeBack(new.id, of: house.ana, at: Self.now)
            }
        }
    }

    @Test("without an overlap the old one is taken back at once")
    func atOnce() async throws {
        try await TestAuthority.run { house in
            let old = try await house.named()
            let new = try await house.authority.tokens.roll(
                old.id, overlap: 0, expiresIn: 60, of: nil, at: Self.now + 5)
            #expect(new.expiresIn == 60)
            #expect(try await house.isRevoked(old.token, at: Self.now + 5))
            #expect(try await !house.isRevoked(new.token, at: Self.now + 5))
        }
    }

    @Test("a chore that slept takes back what came due meanwhile, however much")
    func afterARestart() async throws {
        try await TestAuthority.run { house in
            for number in 0..<12 {
                let old = try await house.named("ana", "token \(number)")
                _ = try await house.authority.tokens.roll(old.id, overlap: 3_600, of: nil, at: Self.now + number)
            }
            let other = Upkeep(database: house.database)
            #expect(try await other.takeBackDue(at: Self.now + 86_400) == 12)
            #expect(try await house.count("status_changes") == 12)
        }
    }

    @Test("of fifty who roll one token, one does", arguments: TestDatabase.all)
    func race(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let old = try await house.named()
            let (made, refused) = await withTaskGroup(of: OAuthRefusal.Code?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        do {
                            _ = try await house.authority.tokens.roll(
                                old.id, overlap: 86_400, of: nil, at: Self.now)
                            return nil
                        } catch {
                            return (error as? OAuthRefusal)?.code ?? .invalidRequest
                        }
                    }
                }
                return await group.reduce(into: (0, 0)) { counts, code in
                    if code == nil { counts.0 += 1 } else if code == .alreadyExists { counts.1 += 1 }
                }
            }
            #expect((made, refused) == (1, 49))
            #expect(try await house.count("named_tokens") == 2)
        }
    }

    @Test("what the account lost since is not given again")
    func lostScopes() async throws {
        try await TestAuthority.run { house in
            let old = try await house.named(scopes: ["notes:read", "notes:write"])
            try await hold(["notes:read"], house)
            let new = try await house.authority.tokens.roll(old.id, overlap: 3_600, of: nil, at: Self.now)
            #expect(new.scope == "notes:read")
            try await hold([], house)
            await expect(.invalidScope) {
                try await house.authority.tokens.roll(new.id, overlap: 3_600, of: nil, at: Self.now)
            }
        }
    }

    @Test("refusals: overlap, lifetime, another's, taken back, expired, a session, a disabled account")
    func refusals() async throws {
        try await TestAuthority.run { house in
            let tokens = house.authority.tokens
            let (mine, short, gone) = (
                try await house.named(), try await house.named("ana", "short", expiresIn: 60), try await house.named()
            )
            let bens = try await house.named("ben", "his", scopes: ["notes:read"])
            let session = try await house.login()
            try await tokens.takeBack(gone.id, of: house.ana, at: Self.now)
            let ana = try await house.authority.accounts.vouch(for: Username("ana"))
            for overlap in [-1, 1, 3_599, 604_801, .max] {
                await expect(.invalidRequest) {
                    try await tokens.roll(mine.id, overlap: overlap, of: ana, at: Self.now)
                }
            }
            for seconds in [0, -1, 365 * 86_400 + 1, .max, .min] {
                await expect(.invalidRequest) {
                    try await tokens.roll(mine.id, overlap: 0, expiresIn: seconds, of: ana, at: Self.now)
                }
            }
            for id in [bens.id, gone.id, short.id, session.id, "tok_none", "", "\0", String(repeating: "a", count: 999)] {
                await expect(.notFound) { try await tokens.roll(id, overlap: 0, of: ana, at: Self.now + 60) }
            }
            try await house.authority.accounts.disable(Username("ben"), at: Self.now)
            await expect(.notFound) { try await tokens.roll(bens.id, overlap: 0, of: nil, at: Self.now) }
        }
    }

    @Test("a policy that became shorter holds for the new token")
    func policy() async throws {
        try await TestAuthority.run { house in
            let old = try await house.named(expiresIn: 30 * 86_400)
            let strict = Tokens(
                issuer: house.issuer, database: house.database, keys: house.authority.keys,
                blocks: house.authority.blocks, feed: house.authority.feed, longestNamed: 7 * 86_400)
            #expect(try await strict.roll(old.id, overlap: 0, of: nil, at: Self.now).expiresIn == 7 * 86_400)
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            #expect(
                try await strict.issue(TokenRequest(name: "preset"), to: caller, at: Self.now).expiresIn == 7 * 86_400)
            await expect(.invalidRequest) {
                try await strict.issue(
                    TokenRequest(name: "long", expiresIn: 7 * 86_400 + 1), to: caller, at: Self.now)
            }
        }
    }

    private func issue(_ form: TokenForm, _ house: TestAuthority, scopes: [String], expiresIn: Int) async throws
        -> IssuedToken
    {
        let caller = try await house.authority.accounts.vouch(for: Username("ana"))
        let request = TokenRequest(
            scopes: scopes, name: "ci", expiresIn: expiresIn, form: form, description: "for the build")
        return try await house.authority.tokens.issue(request, to: caller, at: Self.now)
    }

    private func row(_ token: IssuedToken, _ house: TestAuthority) async throws -> NamedToken? {
        try await house.database.read { try NamedToken.find(id: token.id, in: $0) }
    }

    private func hold(_ scopes: [String], _ house: TestAuthority) async throws {
        try await house.database.write { db in
            try AccountScopes.removeAll(of: "usr_ana", api: TestAuthority.api, in: db)
            try AccountScopes.grant(scopes, to: "usr_ana", of: TestAuthority.api, in: db)
        }
    }

    private func expect(_ code: OAuthRefusal.Code, _ body: () async throws -> IssuedToken) async {
        do {
            let token = try await body()
            Issue.record("made \(token)")
        } catch {
            #expect((error as? OAuthRefusal)?.code == code, "\(error)")
        }
    }
}
