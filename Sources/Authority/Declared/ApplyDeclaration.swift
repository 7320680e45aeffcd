// Making the database as a declaration says, in one transaction: what is so already stays untouched.

internal import JOSE
internal import OAuth
internal import Records
package import SQL

/// How a declaration is applied.
package struct DeclarationMode: Sendable {
    /// Whether only to say what would change.
    package var isDryRun = false
    /// Whether what is not declared is shut out or taken away.
    package var prunes = false

    package init(isDryRun: Bool = false, prunes: Bool = false) {
        self.isDryRun = isDryRun
        self.prunes = prunes
    }
}

/// The desk of declarations.
package struct Declarations: Sendable {
    let database: any SQLDatabase
    let accounts: Accounts
    let feed: ChangeFeed?

    package init(database: any SQLDatabase, feed: ChangeFeed? = nil) {
        self.database = database
        self.feed = feed
        accounts = Accounts(database: database, feed: feed)
    }

    /// Ends the transaction of a rehearsal.
    private struct Rehearsed: Error {
        let changes: [DeclaredChange]
    }

    /// Makes things as they are declared.
    ///
    /// - Parameter secrets: what stands at the places that the declaration names.
    /// - Returns: what was changed, or would be; nothing where all was so already.
    /// - Throws: ``OAuthRefusal`` that names the entry; then nothing was changed.
    package func apply(
        _ declaration: Declaration,
        secrets: [SecretPlace: String],
        mode: DeclarationMode,
        at now: Int
    ) async throws -> [DeclaredChange] {
        let known = try await database.read { try Account.all(in: $0).map(\.username) }
        // Hashed before the transaction, which hashes nothing; a known account keeps its password.
        var hashes: [String: String] = [:]
        for account in declaration.accounts
        where !known.contains(where: { $0.hasBytes(of: account.username.name) }) {
            guard let text = account.password.flatMap({ secrets[$0] }) else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the account \(account.username.name) is new: say where its password is, with password_file or password_env"
                )
            }
            let password = try Password(text)
            try password.checkNew(for: account.username.name)
            hashes[account.username.name] = try await accounts.hashing.run {
                try PasswordHash.make(password.bytes).text
            }
        }
        let made = hashes
        do {
            let changes = try await database.write { db in
                var work = DeclarationWork(prunes: mode.prunes, now: now, db: db)
                for api in declaration.apis { try work.apply(api) }
                for account in declaration.accounts {
                    try work.apply(account, hash: made[account.username.name])
                }
                for client in declaration.clients {
                    try work.apply(client, secret: client.secret.flatMap { secrets[$0] })
                }
                if mode.prunes { try work.prune(declaration) }
                if mode.isDryRun { throw Rehearsed(changes: work.changes) }
                return work.changes
            }
            await feed?.wake()
            return changes
        } catch let rehearsed as Rehearsed {
            return rehearsed.changes
        }
    }
}
