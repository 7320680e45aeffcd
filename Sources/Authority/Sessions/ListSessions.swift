// Sessions for an administrator: those of an account, and their end, by whoever may read the data.

internal import OAuth
package import Records
package import SQL

extension Sessions {
    /// Where an account is signed in: browsers, and sign-ins for login tokens; the newest first.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package static func live(of username: Username, in database: any SQLDatabase, at now: Int) async throws
        -> [Session]
    {
        try await database.read { db in
            try Session.live(of: Accounts.find(username, in: db).id, at: now, in: db)
        }
        .filter { $0.isLive(at: now) }
        .sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }

    /// Ends one session, with what does not outlive it. One that is over is no mistake.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package static func end(_ id: String, in database: any SQLDatabase, at now: Int) async throws {
        try await database.write { db in
            guard RandomSecret.isLikeIdentifier(id), let session = try Session.find(id: id, in: db) else {
                throw OAuthRefusal(
                    .notFound, "there is no such session; tessera session list --account NAME shows them")
            }
            try Revoke.sessions([session], at: now, in: db)
        }
    }

    /// Ends all sessions of an account.
    ///
    /// - Returns: how many there were.
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package static func endAll(of username: Username, in database: any SQLDatabase, at now: Int) async throws
        -> Int
    {
        try await database.write { db in
            let account = try Accounts.find(username, in: db)
            let count = try Session.live(of: account.id, at: now, in: db).count
            try Revoke.allSessions(of: account.id, at: now, in: db)
            return count
        }
    }
}
