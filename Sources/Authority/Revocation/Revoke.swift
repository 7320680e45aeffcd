// Taking back what carries a handle: the row is marked and the change is logged, in one transaction.

internal import OAuth
internal import Records
internal import SQL

/// The one way in which anything is revoked. A bit that is set is never cleared.
enum Revoke {
    /// Seconds for which verifiers may still take what has expired: clocks differ (RFC 7519 §4.1.4). What
    /// expired so recently is taken back like what lives.
    static let leeway = 60

    /// Seconds for which a client is tried that is to be told of the end of a session.
    private static let telling = 86_400

    /// Takes back all that a password opened: the sessions of an account, and what clients got by its word, devices with it.
    /// What the person allowed stays allowed, so that each app only has to sign them in again. Named tokens live on: they are
    /// listed, and taken back one by one.
    static func allSignIns(of account: String, at now: Int, in db: any SQLTransaction) throws {
        try allSessions(of: account, at: now, in: db)
        for grant in try Grant.live(of: account, in: db) {
            try authorizations(Authorization.live(ofGrant: grant.id, in: db), at: now, in: db)
        }
    }

    /// Takes back all sessions of an account.
    static func allSessions(of account: String, at now: Int, in db: any SQLTransaction) throws {
        try sessions(Session.live(of: account, at: now - leeway, in: db), at: now, in: db)
    }

    /// Takes back sessions.
    static func sessions(_ sessions: [Session], at now: Int, in db: any SQLTransaction) throws {
        try StatusChanges.append(
            handles: mark(sessions: sessions.map(\.id), at: now, in: db), at: now, in: db)
    }

    /// Takes back named tokens.
    static func tokens(_ tokens: [NamedToken], at now: Int, in db: any SQLTransaction) throws {
        let revoked = try NamedToken.markRevoked(ids: tokens.map(\.id), at: now, in: db)
        try StatusChanges.append(handles: revoked.map(\.handle), at: now, in: db)
    }

    /// Takes back exchanged tokens, and with them what they were exchanged for.
    static func exchanged(_ tokens: [ExchangedToken], at now: Int, in db: any SQLTransaction) throws {
        let revoked = try ExchangedToken.markRevoked(ids: tokens.map(\.id), at: now, in: db)
        try StatusChanges.append(handles: revoked.map(\.handle), at: now, in: db)
    }

    /// Takes back authorizations.
    static func authorizations(
        _ authorizations: [Authorization],
        at now: Int,
        in db: any SQLTransaction
    ) throws {
        let handles = try mark(authorizations: authorizations.map(\.id), at: now, in: db)
        try StatusChanges.append(handles: handles, at: now, in: db)
    }

    /// Takes back grants: the client must ask anew for everything.
    static func grants(_ grants: [Grant], at now: Int, in db: any SQLTransaction) throws {
        for grant in try Grant.markRevoked(ids: grants.map(\.id), at: now, in: db) {
            try authorizations(Authorization.live(ofGrant: grant.id, in: db), at: now, in: db)
        }
    }

    /// Marks sessions: with them go the login tokens made from them and the authorizations that do not outlive them, and
    /// the clients that people came to from them are to be told.
    ///
    /// - Returns: the handles that remain to be logged.
    static func mark(
        sessions ids: [String],
        at now: Int,
        in db: any SQLTransaction
    ) throws -> [StatusHandle] {
        let revoked = try Session.markRevoked(ids: ids, at: now, in: db)
        var handles = revoked.map(\.handle)
        for session in revoked where session.browser != nil {
            let approved = try Authorization.of(session: session.id, in: db)
            let ending = approved.filter { $0.lastingAt == nil }
            handles += try mark(authorizations: ending.map(\.id), at: now, in: db)
            for client in Set(approved.filter { $0.generation > 0 }.map(\.client))
            where try wantsToHear(client, in: db) {
                try LogoutNotice.insert(
                    LogoutNotice(
                        id: "\(session.id) \(client)", client: client, account: session.account,
                        session: session.id, dueAt: now, expiresAt: now + telling),
                    in: db
                )
            }
        }
        return handles
    }

    /// Whether a client is to be told of sign-outs (OpenID Connect Back-Channel Logout §2.2).
    private static func wantsToHear(_ client: String, in db: any SQLTransaction) throws -> Bool {
        guard let client = try Client.find(id: client, in: db), client.disabledAt == nil else { return false }
        return try ClientMetadata(parsing: client.metadata).logoutURL != nil
    }

    /// Marks authorizations: no code and no refresh token of them is good any more, nor an access token.
    ///
    /// - Returns: the handles that remain to be logged.
    static func mark(
        authorizations ids: [String],
        at now: Int,
        in db: any SQLTransaction
    ) throws -> [StatusHandle] {
        try Authorization.markRevoked(ids: ids, at: now, in: db).flatMap(\.handles)
            .filter { now < $0.expiresAt + leeway }.map(\.handle)
    }
}
