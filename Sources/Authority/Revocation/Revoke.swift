// Taking back what carries a handle: the row is marked and the change is logged, in one transaction.

internal import Records
internal import SQL

/// The one way in which anything is revoked. A bit that is set is never cleared.
enum Revoke {
    /// Seconds for which verifiers may still take what has expired: clocks differ (RFC 7519 §4.1.4). What
    /// expired so recently is taken back like what lives.
    static let leeway = 60

    /// Takes back all sessions of an account.
    static func allSessions(of account: String, at now: Int, in db: any SQLTransaction) throws {
        try sessions(Session.live(of: account, at: now - leeway, in: db), at: now, in: db)
    }

    /// Takes back sessions, and with them every login token made from them.
    static func sessions(_ sessions: [Session], at now: Int, in db: any SQLTransaction) throws {
        let revoked = try Session.markRevoked(ids: sessions.map(\.id), at: now, in: db)
        try StatusChanges.append(handles: revoked.map(\.handle), at: now, in: db)
    }

    /// Takes back named tokens.
    static func tokens(_ tokens: [NamedToken], at now: Int, in db: any SQLTransaction) throws {
        let revoked = try NamedToken.markRevoked(ids: tokens.map(\.id), at: now, in: db)
        try StatusChanges.append(handles: revoked.map(\.handle), at: now, in: db)
    }
}
