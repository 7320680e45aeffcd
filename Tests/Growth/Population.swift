// A database of the size of a large site, made in bulk: accounts, what they allow clients, and codes to be redeemed.

import Authority
import Records
import SQL
import SQLSQLite

/// Fills the database of a data folder in which clients and an API are declared already. It has no tokens that are good:
/// those are made by the server that is measured.
struct Population: Sendable {
    let database: SQLiteDatabase
    let api: String
    let scope: String
    /// The terms of every authorization.
    let terms: String
    let now: Int

    /// Rows of one transaction.
    private static let batch = 5_000

    private static let (day, idle) = (86_400, 30 * 86_400)

    /// Opens the database so that random keys are cheap: with a large page cache, and few checkpoints, each of which would
    /// write most of the pages anew.
    init(path: String, api: String, scope: String, terms: String, now: Int) async throws {
        database = try SQLiteDatabase(path: path)
        try await database.write { db in
            _ = try db.query("PRAGMA cache_size = -400000")
            _ = try db.query("PRAGMA wal_autocheckpoint = 100000")
        }
        (self.api, self.scope, self.terms, self.now) = (api, scope, terms, now)
    }

    /// Makes accounts, and as many grants as are wanted, spread over the accounts and the clients that there are.
    func fill(accounts: Int, grants: Int, say: (String) -> Void) async throws {
        let clients = try await database.read { try Client.all(in: $0).map(\.id) }
        let ids = (0..<accounts).map { _ in "usr_" + RandomSecret.text(12) }
        for first in stride(from: 0, to: accounts, by: Population.batch) {
            let part = Array(ids.indices[first..<min(first + Population.batch, accounts)])
            try await database.write { db in
                for number in part { try insertAccount(ids[number], number, in: db) }
            }
        }
        say("\(accounts) accounts")
        for first in stride(from: 0, to: grants, by: Population.batch) {
            let part = Array((first..<min(first + Population.batch, grants)))
            try await database.write { db in
                for number in part {
                    let (account, client) = (number / clients.count % accounts, number % clients.count)
                    try insertGrant(number, of: ids[account], to: clients[client], in: db)
                }
            }
            if (first / Population.batch) % 20 == 19 { say("\(first + part.count) grants") }
        }
        say("\(grants) grants")
    }

    /// Approves requests of a client, as the authorization endpoint does, each by an account at random.
    ///
    /// - Parameter days: over how many days their names are spread, as if they had been approved then; 0 for now.
    /// - Returns: the codes, which are good for a day.
    func codes(_ count: Int, for client: String, days: Int) async throws -> [String] {
        let grants = try await database.read { try Grant.live(to: client, in: $0) }
        guard !grants.isEmpty else { return [] }
        var codes: [String] = []
        for first in stride(from: 0, to: count, by: Population.batch) {
            let part = (first..<min(first + Population.batch, count)).map { _ in
                (
                    code: AuthorizationCode(
                        of: AuthorizationName.new(at: now - Int.random(in: 0...(days * Population.day)))),
                    grant: grants[Int.random(in: grants.indices)]
                )
            }
            try await database.write { db in
                for (code, grant) in part {
                    try Authorization.insert(
                        authorization(
                            code.authorization, of: grant.id, grant.account, client,
                            codeHash: SecretDigest.of(code.text), createdAt: now, idleUntil: now + Population.day),
                        in: db)
                }
            }
            codes += part.map(\.code.text)
        }
        return codes
    }

    private func insertAccount(_ id: String, _ number: Int, in db: any SQLTransaction) throws {
        let account = Account(
            id: id,
            username: "person-\(number)",
            passwordHash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$" + RandomSecret.text(32),
            createdAt: now - 300 * Population.day,
            passwordChangedAt: now - 300 * Population.day,
            profile: #"{"name":"Person \#(number)","email":"person-\#(number)@example.com","email_verified":true}"#
        )
        try Account.insert(account, in: db)
        try AccountScopes.grant([scope], to: id, of: api, in: db)
    }

    private func insertGrant(_ number: Int, of account: String, to client: String, in db: any SQLTransaction) throws {
        let age = number &* 7_919 % (29 * Population.day)
        let grant = Grant(
            id: "grt_" + RandomSecret.text(12), account: account, client: client, createdAt: now - age)
        _ = try Grant.ensure(grant, in: db)
        let scopes = [("", "openid"), ("", "offline_access"), (api, ""), (api, scope)]
        try GrantScopes.add(
            scopes.map { GrantedScope(api: $0.0, scope: $0.1) }, to: grant.id, at: now - age, in: db)
        let authorization = authorization(
            AuthorizationName.new(at: now - age), of: grant.id, account, client,
            codeHash: SecretDigest.of(RandomSecret.text(16)), createdAt: now - age, idleUntil: now)
        try Authorization.insert(authorization, in: db)
        let handle = StatusHandle(list: 1 + number >> 20, index: number & (1 << 20 - 1))
        let step = GenerationStep(
            refreshHash: SecretDigest.of(RandomSecret.text(16)),
            idleUntil: now - age + Population.idle,
            handles: [LivingHandle(handle, expiresAt: now - age + 600)]
        )
        _ = try Authorization.advance(authorization, to: step, at: now - age, in: db)
    }

    private func authorization(
        _ id: String,
        of grant: String,
        _ account: String,
        _ client: String,
        codeHash: String,
        createdAt: Int,
        idleUntil: Int
    ) -> Authorization {
        Authorization(
            id: id,
            grant: grant,
            account: account,
            client: client,
            lastingAt: createdAt,
            terms: terms,
            codeHash: codeHash,
            codeExpiresAt: now + Population.day,
            createdAt: createdAt,
            expiresAt: createdAt + 180 * Population.day,
            idleUntil: idleUntil
        )
    }
}
