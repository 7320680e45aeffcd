// Checking a username and a password: one answer for all that is wrong, rehashing, the same work for the unknown.

import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("AuthenticatePassword", .timeLimit(.minutes(8)))
struct AuthenticatePasswordTests {
    static let now = TestAuthority.now

    @Test("the right password, in any spelling of the username", arguments: ["ana", "ANA", "Ana"])
    func right(username: String) async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.authenticate(
                username: username, password: TestAuthority.anasPassword, from: "192.0.2.1", at: Self.now)
            #expect(caller.account == house.ana)
            #expect(caller.session == nil)
        }
    }

    @Test("wrong, unknown and disabled are one answer")
    func wrong() async throws {
        try await TestAuthority.run { house in
            try await house.authority.accounts.disable(Username("ben"), at: Self.now)
            var refusals: Set<OAuthRefusal> = []
            for (username, password) in [
                ("ana", "wrong password"), ("nobody", "wrong password"), ("no such name\0", "wrong password"),
                ("ben", TestAuthority.bensPassword), ("ben", "wrong password"), ("", "wrong password"),
                ("ana", TestAuthority.anasPassword + "\0"),
            ] {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    try await house.authority.accounts.authenticate(
                        username: username, password: password, from: "192.0.2.1", at: Self.now)
                }
                if let refusal { refusals.insert(refusal) }
            }
            #expect(refusals.count == 1)
            #expect(refusals.first?.code == .credentialsInvalid)
        }
    }

    @Test("unknown, disabled and known accounts all pass through the hash", arguments: ["ana", "nobody", "no name!"])
    func sameWork(username: String) async throws {
        try await TestAuthority.run { house in
            let accounts = Accounts(database: house.database, hashesAtOnce: 1, hashesWaiting: 0)
            let (inside, gate) = (Gate(), Gate())
            async let held: Void = accounts.hashing.run {
                inside.open()
                gate.wait()
            }
            await Task.detached { inside.wait() }.value
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await accounts.authenticate(
                    username: username, password: "wrong password", from: "192.0.2.1", at: Self.now)
            }
            #expect(refusal?.code == .hashQueueFull)
            gate.open()
            try await held
        }
    }

    @Test("a full queue is no wrong password: it is not counted as a guess")
    func fullQueue() async throws {
        try await TestAuthority.run { house in
            let accounts = Accounts(database: house.database, hashesAtOnce: 1, hashesWaiting: 0)
            let (inside, gate) = (Gate(), Gate())
            async let held: Void = accounts.hashing.run {
                inside.open()
                gate.wait()
            }
            await Task.detached { inside.wait() }.value
            for _ in 1...20 {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    try await accounts.authenticate(
                        username: "ana", password: "any password", from: "192.0.2.1", at: Self.now)
                }
                #expect(refusal?.code == .hashQueueFull)
            }
            gate.open()
            try await held
            #expect(accounts.throttle.count == 0)
        }
    }

    @Test("a password that is too long costs neither a hash nor an attempt")
    func tooLong() async throws {
        try await TestAuthority.run { house in
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.accounts.authenticate(
                    username: "ana", password: String(repeating: "a", count: 1_025), from: "192.0.2.1", at: Self.now)
            }
            #expect(refusal?.code == .invalidRequest)
            #expect(house.authority.accounts.throttle.count == 0)
        }
    }

    @Test("after five wrong ones the sixth is not even looked at, right or wrong")
    func throttled() async throws {
        try await TestAuthority.run { house in
            let accounts = house.authority.accounts
            for _ in 1...5 {
                await #expect(throws: OAuthRefusal.self) {
                    try await accounts.authenticate(
                        username: "ana", password: "wrong password", from: "192.0.2.1", at: Self.now)
                }
            }
            for username in ["ana", "ANA"] {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    try await accounts.authenticate(
                        username: username, password: TestAuthority.anasPassword, from: "192.0.2.1", at: Self.now)
                }
                #expect(refusal?.code == .tooManyAttempts)
                #expect(refusal?.retryAfter == 1)
            }
            // A second later the right one is welcome, and clears the pair.
            _ = try await accounts.authenticate(
                username: "ana", password: TestAuthority.anasPassword, from: "192.0.2.1", at: Self.now + 1)
        }
    }

    @Test("an old hash is replaced at login, and the new one is of the same password", arguments: TestDatabase.all)
    func rehash(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            try await setHash(TestAuthority.anasOldHash, house)
            let caller = try await login(house)
            let stored = try await find(house)
            #expect(stored.passwordHash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
            #expect(stored.passwordChangedAt == Self.now)
            // Whoever signed in with the old hash may go on with the new one.
            #expect(caller.account == stored)
            _ = try await house.authority.tokens.issue(TokenRequest(), to: caller, at: Self.now)
            _ = try await login(house)
            #expect(try await find(house) == stored)
        }
    }

    @Test("a wrong password does not replace an old hash")
    func noRehash() async throws {
        try await TestAuthority.run { house in
            try await setHash(TestAuthority.anasOldHash, house)
            await #expect(throws: OAuthRefusal.self) {
                try await house.authority.accounts.authenticate(
                    username: "ana", password: "wrong password", from: "192.0.2.1", at: Self.now)
            }
            #expect(try await find(house).passwordHash == TestAuthority.anasOldHash)
        }
    }

    @Test("a stored hash that asks for gigabytes is a fault of ours, not a hash")
    func hostileHash() async throws {
        try await TestAuthority.run { house in
            try await setHash(TestAuthority.anasHash.replacing("m=19456", with: "m=4194304"), house)
            await #expect(throws: PasswordHashFault.parameters) { try await login(house) }
            #expect(house.authority.accounts.throttle.count == 0)
        }
    }

    private func login(_ house: TestAuthority) async throws -> Caller {
        try await house.authority.accounts.authenticate(
            username: "ana", password: TestAuthority.anasPassword, from: "192.0.2.1", at: Self.now)
    }

    private func find(_ house: TestAuthority) async throws -> Account {
        try await house.authority.accounts.find(Username("ana"))
    }

    private func setHash(_ hash: String, _ house: TestAuthority) async throws {
        _ = try await house.database.write {
            try Account.updatePassword(id: house.ana.id, hash: hash, at: Self.now, in: $0)
        }
    }
}
