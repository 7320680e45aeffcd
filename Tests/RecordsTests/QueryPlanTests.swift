// No statement of a hot path reads a whole table, however large it grows.

import Records
import SQL
import Support
import Synchronization
import Testing

@Suite("Query plans", .timeLimit(.minutes(8)))
struct QueryPlanTests {
    /// Remembers what is run, and asks how.
    private struct Explaining: SQLTransaction {
        let base: any SQLTransaction
        let scans: ScanList

        func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
            try explain(sql, arguments)
            return try base.execute(sql, arguments)
        }

        func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
            try explain(sql, arguments)
            return try base.query(sql, arguments)
        }

        private func explain(_ sql: String, _ arguments: [SQLValue]) throws {
            for row in try base.query("EXPLAIN QUERY PLAN " + sql, arguments) {
                let detail = try row.text("detail")
                // A scan of an index is one too; of a constant row there is one, and a sweep's batch has a limit.
                let isBatch = ["SCAN batch", "SCAN gone"].contains(detail) && sql.contains("LIMIT $2\n    ) AS batch")
                if detail.hasPrefix("SCAN"), detail != "SCAN CONSTANT ROW", !isBatch { scans.add("\(detail): \(sql)") }
            }
        }
    }

    /// A step of a hot path.
    enum Step: String, CaseIterable, Sendable {
        case clients, accounts, apis, codes, generations, grants, sessions, namedTokens, statusChanges, statusLists
        case blocks, exchanged, versions, sweeps
    }

    @Test("a step of a hot path scans nothing", arguments: Step.allCases)
    func scansNothing(_ step: Step) async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            let scans = try await database.write { db in
                let scans = ScanList()
                try QueryPlanTests.run(step, in: Explaining(base: db, scans: scans))
                return scans.all
            }
            #expect(scans == [])
        }
    }

    @Test("a scan is found")
    func aScanIsFound() async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            let scans = try await database.write { db in
                let scans = ScanList()
                _ = try Account.all(in: Explaining(base: db, scans: scans))
                return scans.all
            }
            #expect(scans.count == 1)
        }
    }

    private static func run(_ step: Step, in db: any SQLTransaction) throws {
        let (now, handle) = (1_800_000_000, StatusHandle(list: 1, index: 1))
        switch step {
        case .clients:
            _ = try Client.find(id: "a", in: db)
            _ = try ClientSecret.live(of: "a", at: now, in: db)
            _ = try ClientScopes.of(client: "a", api: "b", in: db)
            _ = try ClientGuards.apis(of: "a", in: db)
        case .accounts:
            _ = try Account.find(id: "a", in: db)
            _ = try Account.find(username: "a", in: db)
            _ = try AccountScopes.of(account: "a", api: "b", in: db)
        case .apis: _ = try API.find(identifier: "a", in: db)
        case .codes:
            _ = try OwnedAuthorization.find(id: "a", in: db)
        case .generations:
            _ = try Authorization.find(id: "a", in: db)
            let found = Authorization(
                id: "a", grant: "a", account: "a", client: "a", terms: "{}", createdAt: now, expiresAt: now, idleUntil: now)
            let step = GenerationStep(refreshHash: nil, idleUntil: now, handles: [])
            _ = try Authorization.advance(found, to: step, at: now, in: db)
            _ = try Authorization.live(ofGrant: "a", in: db)
            _ = try Authorization.of(session: "a", in: db)
            _ = try Authorization.markRevoked(ids: ["a"], at: now, in: db)
        case .grants:
            _ = try Grant.find(id: "a", in: db)
            _ = try Grant.find(account: "a", client: "b", in: db)
            _ = try Grant.live(of: "a", in: db)
            _ = try Grant.live(to: "a", in: db)
            _ = try Authorization.lastUse(ofGrant: "a", in: db)
            _ = try Grant.markRevoked(ids: ["a"], at: now, in: db)
            _ = try GrantScopes.of(grant: "a", in: db)
            _ = try GrantScopes.living(of: "a", by: "b", in: db)
            _ = try Authorization.detailed(ofGrant: "a", limit: 50, in: db)
        case .sessions:
            _ = try Session.find(id: "a", in: db)
            _ = try Session.find(handle: handle, in: db)
        case .namedTokens:
            _ = try NamedToken.find(handle: handle, in: db)
            _ = try NamedToken.find(secretHash: "a", in: db)
        case .statusChanges:
            _ = try StatusChanges.isRevoked(handle, in: db)
            _ = try StatusChanges.after(version: 1, limit: 1, in: db)
        case .statusLists:
            _ = try StatusLists.allocate(expiringAt: now, in: db)
            _ = try StatusLists.allocate(expiringAt: now, in: db)
        case .blocks:
            let api = API(identifier: "a:b", name: "A", scopes: [], createdAt: now)
            try API.insert(api, in: db)
            try Client.insert(Client(id: "c", name: "C", createdAt: now), in: db)
            _ = try IndexBlocks.reserve(count: 8, client: "c", api: "a:b", expiringAt: now, at: now, in: db)
        case .exchanged:
            _ = try ExchangedToken.find(handle: handle, in: db)
            _ = try ExchangedToken.markRevoked(ids: ["a"], at: now, in: db)
            // What hangs on a handle is looked for at each revocation.
            _ = try StatusChanges.append(handles: [handle], at: now, in: db)
            _ = try ExchangedToken.deleteExpired(before: now, limit: 10, in: db)
        case .versions:
            _ = try StatusChanges.newestVersion(in: db)
            _ = try DirectoryVersion.newest(in: db)
        case .sweeps:
            _ = try Authorization.deleteOver(before: now, limit: 10, in: db)
            _ = try Grant.deleteRevoked(before: now, limit: 10, in: db)
        }
    }
}

/// A list that a transaction adds to.
private final class ScanList: Sendable {
    private let list = Mutex<[String]>([])

    func add(_ text: String) { list.withLock { $0.append(text) } }

    var all: [String] { list.withLock { $0 } }
}
