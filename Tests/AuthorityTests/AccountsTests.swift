// Making accounts, shutting them out, and setting passwords for them.

import OAuth
import Records
import Support
import Testing

@testable import Authority

@Suite("Accounts", .timeLimit(.minutes(8)))
struct AccountsTests {
    static let now = TestAuthority.now

    @Test("a new account signs in; its name is taken, in any spelling", arguments: TestDatabase.all)
    func create(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let accounts = house.authority.accounts
            let password = try Password("a fine password")
            let made = try await accounts.create(Username("Carla"), password: password, at: Self.now)
            #expect(made.id.hasPrefix("usr_"))
            #expect(made.username == "carla")
            #expect(!made.passwordHash.contains("fine"))
            for spelling in ["carla", "CARLA"] {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    try await accounts.create(Username(spelling), password: password, at: Self.now)
                }
                #expect(refusal?.code == .alreadyExists)
            }
            let caller = try await accounts.authenticate(
                username: "carla", password: "a fine password", from: "192.0.2.1", at: Self.now)
            #expect(caller.account == made)
            #expect(try await accounts.all().map(\.username) == ["ana", "ben", "carla"])
        }
    }

    @Test("a password that is unfit makes no account", arguments: ["1234567", "carlacarla"])
    func unfit(text: String) async throws {
        try await TestAuthority.run { house async throws in
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.accounts.create(
                    Username("carlacarla"), password: Password(text), at: Self.now)
            }
            #expect(refusal?.code == .passwordUnfit)
            #expect(try await house.count("accounts") == 2)
        }
    }

    @Test("disabling takes back all that the account holds, and nobody else's", arguments: TestDatabase.all)
    func disable(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let mine = [try await house.login(), try await house.named(), try await house.named("ana", "phone")]
            let others = [try await house.login("ben"), try await house.named("ben")]
            let waiting = try await house.authority.accounts.vouch(for: Username("ana"))
            try await house.authority.accounts.disable(Username("ANA"), at: Self.now)

            for token in mine { #expect(try await house.isRevoked(token.token), "\(token)") }
            for token in others { #expect(try await !house.isRevoked(token.token), "\(token)") }
            // One whose password was checked before gets nothing after.
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.tokens.issue(TokenRequest(), to: waiting, at: Self.now)
            }
            #expect(refusal?.code == .credentialsInvalid)
            let vouching = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.accounts.vouch(for: Username("ana"))
            }
            #expect(vouching?.code == .notFound)
            // Twice is no mistake, and keeps the first time.
            try await house.authority.accounts.disable(Username("ana"), at: Self.now + 5)
            #expect(try await house.authority.accounts.find(Username("ana")).disabledAt == Self.now)
        }
    }

    @Test("setting a password ends the sessions and leaves the named tokens")
    func setPassword() async throws {
        try await TestAuthority.run { house in
            let (login, named) = (try await house.login(), try await house.named())
            try await house.authority.accounts.setPassword(
                of: Username("ana"), to: Password("a new password"), at: Self.now)
            #expect(try await house.isRevoked(login.token))
            #expect(try await !house.isRevoked(named.token))
            _ = try await house.authority.accounts.authenticate(
                username: "ana", password: "a new password", from: "192.0.2.1", at: Self.now)
        }
    }

    @Test("who is not there can be neither found, disabled nor given a password")
    func unknown() async throws {
        try await TestAuthority.run { house in
            let (accounts, carla) = (house.authority.accounts, try Username("carla"))
            let attempts: [@Sendable () async throws -> Void] = [
                { _ = try await accounts.find(carla) },
                { _ = try await accounts.vouch(for: carla) },
                { try await accounts.disable(carla, at: Self.now) },
                { try await accounts.setPassword(of: carla, to: Password("a new password"), at: Self.now) },
            ]
            for attempt in attempts {
                let refusal = await #expect(throws: OAuthRefusal.self) { try await attempt() }
                #expect(refusal?.code == .notFound)
            }
        }
    }
}
