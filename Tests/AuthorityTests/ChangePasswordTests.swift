// Changing one's own password: named tokens live, sessions die, and of two changes at once the first wins.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("ChangePassword", .timeLimit(.minutes(8)))
struct ChangePasswordTests {
    static let now = TestAuthority.now
    static let new = "another fine password"

    @Test("named tokens live on, sessions and their login tokens die", arguments: TestDatabase.all)
    func change(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let (login, other, named) = (try await house.login(), try await house.login("ben"), try await house.named())
            let caller = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
            try await change(caller, house)

            await #expect(throws: TokenRejection.revoked) {
                try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
            }
            #expect(try await house.isRevoked(login.token))
            #expect(try await !house.isRevoked(named.token))
            #expect(try await !house.isRevoked(other.token))
            #expect(try await house.authority.tokens.named(of: house.ana, at: Self.now).map(\.id) == [named.id])

            let account = try await house.authority.accounts.find(Username("ana"))
            #expect(account.passwordChangedAt == Self.now)
            _ = try await house.authority.accounts.authenticate(
                username: "ana", password: Self.new, from: "192.0.2.1", at: Self.now)
        }
    }

    @Test("a token that has just expired, which verifiers' leeway still takes, dies as well", arguments: [1, 30, 59])
    func withinTheLeeway(secondsAgo: Int) async throws {
        try await TestAuthority.run { house in
            let login = try await house.login(at: Self.now - 900 - secondsAgo)
            try await change(try await house.authority.accounts.vouch(for: Username("ana")), house)
            #expect(try await house.isRevoked(login.token))
        }
    }

    @Test("a wrong current password changes nothing, and is a guess like any other")
    func wrongCurrent() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            let caller = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await change(caller, house, current: "a wrong password")
            }
            #expect(refusal?.code == .credentialsInvalid)
            #expect(house.authority.accounts.throttle.count == 3)
            #expect(try await house.authority.accounts.find(Username("ana")) == house.ana)
            _ = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
        }
    }

    @Test("an unfit new password is refused before the current one is hashed", arguments: ["short", "ana", ""])
    func unfit(text: String) async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await change(caller, house, current: "a wrong password", to: text)
            }
            #expect(refusal?.code == (text.isEmpty ? .invalidRequest : .passwordUnfit))
            #expect(house.authority.accounts.throttle.count == 0)
        }
    }

    @Test("the hash that was checked must still stand there when the new one is written")
    func meanwhile() async throws {
        try await TestAuthority.run { house in
            let changed = try await house.database.write { db in
                _ = try Account.updatePassword(
                    id: house.ana.id, hash: TestAuthority.bensHash, at: Self.now, in: db)
                return try Account.updatePassword(
                    id: house.ana.id, replacing: house.ana.passwordHash, hash: "new", at: Self.now, in: db)
            }
            #expect(!changed)
        }
    }

    @Test("of four changes at once exactly one wins, and its password is the one that holds")
    func race() async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            let won = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        do {
                            try await change(caller, house, to: "\(Self.new) \(number)", from: "192.0.2.\(number)")
                            return number
                        } catch {
                            #expect((error as? OAuthRefusal)?.code == .credentialsInvalid)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { all, number in if let number { all.append(number) } }
            }
            #expect(won.count == 1)
            _ = try await house.authority.accounts.authenticate(
                username: "ana", password: "\(Self.new) \(won.first ?? -1)", from: "192.0.2.9", at: Self.now)
        }
    }

    private func change(
        _ caller: Caller,
        _ house: TestAuthority,
        current: String = TestAuthority.anasPassword,
        to new: String = new,
        from address: String = "192.0.2.1"
    ) async throws {
        try await house.authority.accounts.changePassword(
            of: caller, current: current, to: new, from: address, at: Self.now)
    }
}
