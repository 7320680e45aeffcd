// Exchanged tokens: found by their handle, and taken along by whatever takes back what they hang on.

import Records
import SQL
import Support
import Testing

@Suite("Exchanged tokens")
struct ExchangedTokenTests {
    /// A token whose handle is one of list 1, and that hangs on others there.
    private static func token(_ index: Int, on source: Int, actor: Int? = nil, list: Int = 1) -> ExchangedToken {
        ExchangedToken(
            id: "exc_\(index)", handle: StatusHandle(list: 1, index: index),
            source: StatusHandle(list: list, index: source),
            actor: actor.map { StatusHandle(list: 1, index: $0) }, root: "ses_1", account: "usr_ada", client: "cli_1",
            api: "urn:api", scope: "a b", createdAt: noon, expiresAt: noon + 600)
    }

    /// Runs `body` with an account, a client, an API, a list, and these tokens.
    private static func run(
        on kind: TestDatabase,
        _ tokens: [ExchangedToken],
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Void
    ) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try Account.insert(.sample(), in: db)
                try Client.insert(Client(id: "cli_1", name: "C", createdAt: noon), in: db)
                try API.insert(API(identifier: "urn:api", name: "A", scopes: [], createdAt: noon), in: db)
                _ = try StatusLists.allocate(expiringAt: noon, in: db)
                for token in tokens { try ExchangedToken.insert(token, in: db) }
                try body(db)
            }
        }
    }

    @Test("one is found by its handle as it was stored", arguments: TestDatabase.all)
    func found(kind: TestDatabase) async throws {
        let tokens = [Self.token(1, on: 0), Self.token(2, on: 1, actor: 9)]
        try await Self.run(on: kind, tokens) { db throws in
            for token in tokens { #expect(try ExchangedToken.find(handle: token.handle, in: db) == token) }
            #expect(try ExchangedToken.find(handle: StatusHandle(list: 2, index: 1), in: db) == nil)
            #expect(throws: SQLFault.self) { try ExchangedToken.insert(tokens[0], in: db) }
        }
    }

    @Test(
        "what is taken back takes along what hangs on it, and what hangs on that, and nothing else",
        arguments: [
            (0..<1, [1, 2, 3]), (1..<2, [2, 3]), (2..<3, [3]), (3..<4, []), (4..<5, [5]), (0..<5, [1, 2, 3, 5]),
            (9..<10, [3, 5]), (10..<20, []), (5..<9, [6, 7]), (20..<21, [6, 7]), (21..<22, [6, 7]),
        ]
    )
    func cascade(range: Range<Int>, dies: [Int]) async throws {
        // 1 hangs on 0, 2 on 1, 3 on 2 and the actor 9, 5 on 4 and the actor 9; 6 and 7 on each other, which can't be.
        let tokens = [
            Self.token(1, on: 0), Self.token(2, on: 1), Self.token(3, on: 2, actor: 9), Self.token(5, on: 4, actor: 9),
            Self.token(8, on: 0, list: 2), Self.token(6, on: 7, actor: 20), Self.token(7, on: 6, actor: 21),
        ]
        try await Self.run(on: .memory, tokens) { db throws in
            let changes = try StatusChanges.append(
                ranges: [StatusRange(list: 1, first: range.lowerBound, count: range.count)], at: noon, in: db)
            let dead = tokens.filter {
                (try? ExchangedToken.find(handle: $0.handle, in: db)?.revokedAt) == noon
            }.map(\.handle.index)
            #expect(Set(dead) == Set(dies))
            for index in 0..<30 {
                let isLogged = try StatusChanges.isRevoked(StatusHandle(list: 1, index: index), in: db)
                #expect(isLogged == (range.contains(index) || dies.contains(index)), "\(index)")
            }
            #expect(changes.first?.index == range.lowerBound)
            // Once more logs what was asked for, and takes nothing along.
            let again = try StatusChanges.append(
                ranges: [StatusRange(list: 1, first: range.lowerBound, count: range.count)], at: noon, in: db)
            #expect(again.count == 1)
        }
    }

    @Test("one is taken back once, and keeps its time; expired ones are deleted", arguments: TestDatabase.all)
    func ends(kind: TestDatabase) async throws {
        try await Self.run(on: kind, [Self.token(1, on: 0), Self.token(2, on: 0)]) { db throws in
            let id = "exc_1"
            #expect(try ExchangedToken.markRevoked(ids: [id, "exc_x"], at: noon, in: db).map(\.id) == [id])
            #expect(try ExchangedToken.markRevoked(ids: [id], at: noon + 1, in: db).isEmpty)
            let row = try ExchangedToken.find(handle: StatusHandle(list: 1, index: 1), in: db)
            #expect(row?.revokedAt == noon && row?.isLive(at: noon) == false)
            let other = try ExchangedToken.find(handle: StatusHandle(list: 1, index: 2), in: db)
            #expect(other?.isLive(at: noon + 599) == true && other?.isLive(at: noon + 600) == false)
            #expect(try ExchangedToken.deleteExpired(before: noon + 600, limit: 9, in: db) == 0)
            #expect(try ExchangedToken.deleteExpired(before: noon + 601, limit: 1, in: db) == 1)
            #expect(try ExchangedToken.deleteExpired(before: noon + 601, limit: 9, in: db) == 1)
        }
    }
}
