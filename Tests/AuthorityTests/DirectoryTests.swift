// What is remembered of clients, accounts and APIs: never longer than it is true.

import JOSE
import OAuth
import Records
import SQL
import Support
import Synchronization
import Testing

@testable import Authority

@Suite("Directory", .timeLimit(.minutes(8)))
struct DirectoryTests {
    static let now = TestAuthority.now

    /// Counts the transactions that reach a database.
    private final class CountedDatabase: SQLDatabase {
        let base: any SQLDatabase
        let count = Mutex(0)

        init(_ base: any SQLDatabase) { self.base = base }

        func write<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
            count.withLock { $0 += 1 }
            return try await base.write(body)
        }

        func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
            count.withLock { $0 += 1 }
            return try await base.read(body)
        }

        func close() throws { try base.close() }

        /// How many transactions `body` takes.
        func transactions(_ body: () async throws -> Void) async throws -> Int {
            let before = count.withLock { $0 }
            try await body()
            return count.withLock { $0 } - before
        }
    }

    /// A second authority on the data of a test, as another process would have it.
    private func another(_ house: TestAuthority, on database: any SQLDatabase) async throws -> Authority {
        Authority(
            issuer: house.issuer,
            database: database,
            keys: try await SigningKeys.open(database, sealedWith: house.master, algorithm: .es256, at: Self.now)
        )
    }

    @Test("where the feed polls, a client that is known costs no transaction, and neither does its token")
    func nothingIsRead() async throws {
        try await TestAuthority.run { house async throws in
            let counted = CountedDatabase(house.database)
            let authority = try await another(house, on: counted)
            let client = try await house.guardian(holding: ["notes:read"])
            try await authority.feed.poll(at: Self.now)
            let ask = {
                let caller = try await authority.clients.authenticate(
                    id: client.id, secret: client.secret, at: Self.now)
                _ = try await authority.tokens.issue(ClientTokenRequest(), to: caller, at: Self.now)
            }
            #expect(try await counted.transactions(ask) > 0)
            #expect(try await counted.transactions(ask) == 0)
            // Nobody polled for two seconds: memory alone is not believed.
            let later = try await counted.transactions {
                _ = try await authority.clients.authenticate(
                    id: client.id, secret: client.secret, at: Self.now + 2)
            }
            #expect(later == 1)
        }
    }

    /// A change by another process, and what it must do to a client that was let in before it.
    enum Change: String, CaseIterable, Sendable { case disabled, secretEnded, secretAdded, unrelated }

    @Test(
        "a change of another process is known after the next poll; and at once where nobody polls",
        arguments: Change.allCases, [true, false])
    func othersAreHeard(change: Change, polls: Bool) async throws {
        try await TestAuthority.run(on: .file) { house async throws in
            let authority = try await another(house, on: house.database)
            let client = try await house.guardian(holding: ["notes:read"])
            if polls { try await authority.feed.poll(at: Self.now) }
            for _ in 0..<2 {
                _ = try await authority.clients.authenticate(id: client.id, secret: client.secret, at: Self.now)
            }
            // The desks of `house` are another process here: they share nothing but the database.
            var secret = client.secret
            switch change {
            case .disabled: try await house.authority.clients.disable(client.id, at: Self.now)
            case .secretEnded:
                let listed = try await house.authority.clients.all(at: Self.now).first { $0.client.id == client.id }
                let print = try #require(listed?.secrets.first?.fingerprint)
                try await house.authority.clients.expireSecret(print, of: client.id, from: Self.now, at: Self.now)
            case .secretAdded: secret = try await house.authority.clients.addSecret(to: client.id, at: Self.now)
            case .unrelated: _ = try await house.authority.clients.create(name: "Other", at: Self.now)
            }
            if polls { try await authority.feed.poll(at: Self.now) }
            let isLetIn: Bool
            do {
                _ = try await authority.clients.authenticate(id: client.id, secret: secret, at: Self.now)
                isLetIn = true
            } catch is OAuthRefusal { isLetIn = false }
            #expect(isLetIn == [.secretAdded, .unrelated].contains(change))
        }
    }

    @Test("a change of this process is known when it is answered, whoever polled when")
    func ownChangesAreKnown() async throws {
        try await TestAuthority.run { house async throws in
            let (authority, client) = (house.authority, try await house.guardian(holding: ["notes:read"]))
            try await authority.feed.poll(at: Self.now)
            let caller = try await house.caller(client)
            _ = try await authority.tokens.issue(ClientTokenRequest(), to: caller, at: Self.now)
            _ = try await authority.clients.grant(["tasks:read"], of: TestAuthority.api, to: client.id)
            let wider = try await authority.tokens.issue(
                ClientTokenRequest(scope: "notes:read tasks:read"), to: caller, at: Self.now)
            #expect(wider.scope == "notes:read tasks:read")
            try await authority.clients.disable(client.id, at: Self.now)
            await #expect(throws: OAuthRefusal.self) { _ = try await house.caller(client) }
        }
    }

    @Test("an account that was disabled has no active token, whatever is remembered of it")
    func accountsAreAskedAnew() async throws {
        try await TestAuthority.run { house async throws in
            let authority = try await another(house, on: house.database)
            let client = try await house.guardian()
            let token = try await house.opaque()
            let caller = try await authority.clients.authenticate(
                id: client.id, secret: client.secret, at: Self.now)
            try await authority.feed.poll(at: Self.now)
            for _ in 0..<2 {
                #expect(try await authority.tokens.introspect(token.token, for: caller, at: Self.now) != nil)
            }
            // Behind the authority's back, without a poll: introspection compares the version each time.
            let ana = house.ana.id
            _ = try await house.database.write { try Account.disable(id: ana, at: Self.now, in: $0) }
            #expect(try await authority.tokens.introspect(token.token, for: caller, at: Self.now) == nil)
        }
    }

    @Test("an answer of an older version is not remembered")
    func olderAnswersAreNotRemembered() async throws {
        try await TestAuthority.run(on: .file) { house async throws in
            let directory = Directory(house.database)
            let ben = house.ben.id
            _ = try await directory.read { look, _ in
                // While this reading goes on, a newer version becomes known.
                directory.note(1_000)
                return try look.account(ben)
            }
            #expect(directory.count == 0)
            directory.polled(5)
            _ = try await directory.read { look, _ in try look.account(ben) }
            #expect(directory.count == 0)
        }
    }

    private struct Undone: Error {}

    /// What a write does besides looking an account up, and whether the answer is remembered.
    enum Write: String, CaseIterable, Sendable { case nothingElse, changesTheAccount, fails }

    @Test("what a write was told is remembered when it is on disk, unless it was undone or changed it", arguments: Write.allCases)
    func writesAreHeard(write: Write) async throws {
        try await TestAuthority.run(on: .file) { house async throws in
            let directory = Directory(house.database)
            let ben = house.ben.id
            do {
                try await directory.write { look, db in
                    _ = try look.account(ben)
                    if write == .changesTheAccount { _ = try Account.disable(id: ben, at: Self.now, in: db) }
                    if write == .fails { throw Undone() }
                }
            } catch is Undone {}
            #expect(directory.count == (write == .nothingElse ? 1 : 0))
            let isDisabled = try await directory.read { look, _ in try look.account(ben)?.disabledAt != nil }
            #expect(isDisabled == (write == .changesTheAccount))
        }
    }

    @Test("a write hears of a change that nobody polled for")
    func writesSeeTheirOwnVersion() async throws {
        try await TestAuthority.run(on: .file) { house async throws in
            let directory = Directory(house.database)
            let ben = house.ben.id
            #expect(try await directory.write { look, _ in try look.account(ben)?.disabledAt } == nil)
            _ = try await house.database.write { try Account.disable(id: ben, at: Self.now, in: $0) }
            #expect(try await directory.write { look, _ in try look.account(ben)?.disabledAt } == Self.now)
        }
    }

    @Test("memory is bounded, and keeps what is asked for again and again")
    func memoryIsBounded() async throws {
        try await TestAuthority.run { house async throws in
            let counted = CountedDatabase(house.database)
            let directory = Directory(counted)
            let ana = house.ana.id
            directory.note(try await house.database.read { try DirectoryVersion.newest(in: $0) })
            directory.trust(at: Self.now)
            _ = try await directory.look(at: Self.now) { look in
                for number in 0..<3 * Directory.capacity / Directory.small {
                    _ = try look.answer(.account("\(number)")) { _ in number }
                    _ = try look.account(ana)
                }
                #expect(directory.bytes <= 2 * Directory.capacity && directory.count > 16_000)
                // What says much counts for much, whoever registered it.
                for number in 0..<1_000 {
                    _ = try look.answer(.client("\(number)"), bytes: { _ in Directory.capacity / 10 }) { _ in number }
                    _ = try look.account(ana)
                }
            }
            #expect(directory.bytes <= 2 * Directory.capacity && directory.count < 30)
            let again = try await counted.transactions {
                let account = try await directory.look(at: Self.now) { try $0.account(ana) }
                #expect(account?.username == "ana")
                #expect(account?.passwordHash == "")
            }
            #expect(again == 0)
        }
    }

    @Test("what is not there is not remembered, so that strangers can't fill the memory")
    func absenceIsNotRemembered() async throws {
        try await TestAuthority.run { house async throws in
            let directory = Directory(house.database)
            for number in 0..<100 { _ = try await directory.look(at: nil) { try $0.account("usr_\(number)") } }
            #expect(directory.count == 0)
        }
    }
}
