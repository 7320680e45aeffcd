// The desk of accounts: making them, shutting them out, and setting passwords for them.

internal import OAuth
package import Records
package import SQL

/// What an administrator does with accounts. What people do with their own passwords stands in files beside
/// this one.
package struct Accounts: Sendable {
    let database: any SQLDatabase
    let feed: ChangeFeed?
    let hashing: HashQueue
    let throttle = LoginThrottle()

    /// - Parameters:
    ///   - feed: woken when something was taken back; `nil` for the command, which serves nothing.
    ///   - hashesAtOnce: passwords hashed at the same time; each takes 19 MiB and a core.
    ///   - hashesWaiting: passwords that may wait for their turn; more are refused.
    package init(
        database: any SQLDatabase,
        feed: ChangeFeed? = nil,
        hashesAtOnce: Int = 2,
        hashesWaiting: Int = 64
    ) {
        self.database = database
        self.feed = feed
        hashing = HashQueue(concurrency: hashesAtOnce, capacity: hashesWaiting)
    }

    /// Makes an account.
    ///
    /// - Throws: ``OAuthRefusal`` `already_exists`, `password_unfit` or `invalid_request`.
    package func create(_ username: Username, password: Password, at now: Int) async throws -> Account {
        try password.checkNew(for: username.name)
        let hash = try await hashing.run { try PasswordHash.make(password.bytes).text }
        let account = Account(
            id: RandomSecret.identifier("usr"),
            username: username.name,
            passwordHash: hash,
            createdAt: now,
            disabledAt: nil,
            passwordChangedAt: now
        )
        do {
            try await database.write { try Account.insert(account, in: $0) }
        } catch SQLFault.uniqueViolation {
            throw OAuthRefusal(.alreadyExists, "an account with the username \(username.name) exists already")
        }
        return account
    }

    package func all() async throws -> [Account] { try await database.read { try Account.all(in: $0) } }

    /// - Throws: ``OAuthRefusal`` `not_found`.
    package func find(_ username: Username) async throws -> Account {
        try await database.read { try Accounts.find(username, in: $0) }
    }

    /// A caller without credentials: for the command on the local data, whose right is that it may read the
    /// folder.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`, also for an account that is disabled.
    package func vouch(for username: Username) async throws -> Caller {
        let account = try await find(username)
        guard account.disabledAt == nil else {
            throw OAuthRefusal(.notFound, "the account \(username.name) is disabled")
        }
        return Caller(account: account, session: nil)
    }

    /// Shuts an account out: no sign-in any more, and everything that it holds is taken back.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package func disable(_ username: Username, at now: Int) async throws {
        try await database.write { db in
            let account = try Accounts.find(username, in: db)
            _ = try Account.disable(id: account.id, at: now, in: db)
            _ = try MassRevocation(RevocationOrder(account: account.id), at: now, in: db).apply(
                at: now, in: db)
        }
        await feed?.wake()
    }

    /// Makes an account an administrator, or one no longer.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package func setAdministrator(_ username: Username, to isAdministrator: Bool, at now: Int) async throws {
        try await database.write { db in
            let account = try Accounts.find(username, in: db)
            try Account.setAdministrator(id: account.id, since: isAdministrator ? now : nil, in: db)
        }
    }

    /// Sets a password without knowing the old one. Sessions end, and what apps and devices got; named
    /// tokens live on.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found` or `password_unfit`.
    package func setPassword(of username: Username, to password: Password, at now: Int) async throws {
        try password.checkNew(for: username.name)
        let hash = try await hashing.run { try PasswordHash.make(password.bytes).text }
        try await database.write { db in
            let account = try Accounts.find(username, in: db)
            _ = try Account.updatePassword(id: account.id, hash: hash, at: now, in: db)
            try Revoke.allSignIns(of: account.id, at: now, in: db)
        }
        await feed?.wake()
    }

    /// The account is asked again in the transaction that writes: a password that was changed, or an account
    /// that was disabled, since the credentials were checked must not leave a session behind.
    static func recheck(_ caller: Caller, at now: Int, in db: any SQLTransaction) throws {
        let account = try Account.find(id: caller.account.id, in: db)
        var isGood = account?.disabledAt == nil
        if let session = caller.session {
            isGood = try isGood && Session.find(id: session.id, in: db)?.isLive(at: now) ?? false
        } else {
            isGood = isGood && account?.passwordHash == caller.account.passwordHash
        }
        guard account != nil, isGood else {
            throw OAuthRefusal(
                .credentialsInvalid, "the account or its password was changed meanwhile; sign in again")
        }
    }

    static func find(_ username: Username, in db: any SQLTransaction) throws -> Account {
        guard let account = try Account.find(username: username.name, in: db) else {
            throw OAuthRefusal(.notFound, "there is no account with the username \(username.name)")
        }
        return account
    }
}
