// Checking a username and a password: throttled, in bounded parallel, and in the same time for unknown
// accounts.

internal import OAuth
internal import Records
internal import SQL

extension Accounts {
    /// Checks a username and a password.
    ///
    /// - Parameter address: where the request came from, to slow guessing down.
    /// - Throws: ``OAuthRefusal`` `credentials_invalid` (wrong, unknown and disabled are one answer),
    ///   `too_many_attempts`, `hash_queue_full`, or `invalid_request` for a password too long to be hashed.
    package func authenticate(
        username: String,
        password: String,
        from address: String,
        at now: Int
    ) async throws -> Caller {
        let password = try Password(password)
        // What can't be a username is counted under one name: it must not grow the table of counters.
        let name = Username.canonical(username)
        try throttle.admit(account: name ?? "", address: address, at: now)
        let account: Account?
        do {
            account = try await check(name, password)
        } catch {
            throttle.forgive(account: name ?? "", address: address, succeeded: false)
            throw error
        }
        guard let account, account.disabledAt == nil else {
            throw OAuthRefusal(.credentialsInvalid, "the username or the password is wrong")
        }
        throttle.forgive(account: name ?? "", address: address, succeeded: true)
        return Caller(account: account, session: nil)
    }

    /// The account whose password it is. An unknown one costs the same work.
    private func check(_ name: String?, _ password: Password) async throws -> Account? {
        let account: Account? =
            if let name { try await database.read { try Account.find(username: name, in: $0) } } else { nil }
        let stored = try account.map { try PasswordHash(parsing: $0.passwordHash) } ?? PasswordHash.decoy
        let matches = try await hashing.run { try stored.matches(password.bytes) }
        guard let account, matches else { return nil }
        return stored.needsRehash ? try await rehash(account, password) : account
    }

    /// Stores the password under today's parameters, unless it was changed meanwhile.
    private func rehash(_ account: Account, _ password: Password) async throws -> Account {
        let hash: String
        do {
            hash = try await hashing.run { try PasswordHash.make(password.bytes).text }
        } catch is OAuthRefusal {
            return account  // the queue is full: the password was right, and the next login renews the hash
        }
        return try await database.write { db in
            _ = try Account.rehash(id: account.id, replacing: account.passwordHash, hash: hash, in: db)
            // Whichever hash stands there now: a session is only made while it is the one that was checked.
            let found = try Account.find(id: account.id, in: db)
            return found?.passwordHash == hash ? found ?? account : account
        }
    }
}
