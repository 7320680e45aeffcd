// The desk of browsers' sessions: found by their cookie, listed, and ended.

internal import OAuth
package import Records
internal import SQL

/// How long a browser stays signed in.
package struct SessionLimits: Sendable {
    /// Seconds without use after which a session is over.
    package var idle = 24 * 3_600
    /// Seconds after which it is over however much it is used.
    package var longest = 30 * 86_400

    package init() {}
}

/// A person who is signed in with a browser.
package struct SignedIn: Sendable {
    package let account: Account
    package let session: Session

    package var accountID: String { account.id }
    package var username: String { account.username }
    /// When they signed in, and when they must again at the latest.
    package var signedInAt: Int { session.createdAt }
    package var expiresAt: Int { session.expiresAt }

    /// The person as a caller of the issuer's own API.
    package var caller: Caller { Caller(account: account, session: session) }

    /// How the person signed in (RFC 8176).
    package var methods: [String] {
        (session.browser?.methods ?? "pwd").split(separator: " ").map(String.init)
    }

    init(account: Account, session: Session) {
        self.account = account
        self.session = session
    }
}

/// What can be asked about sessions. Signing in stands in a file beside this one.
package struct Sessions: Sendable {
    let database: any SQLDatabase
    let accounts: Accounts
    let feed: ChangeFeed
    let limits: SessionLimits
    /// What the tokens of this house's forms are made with.
    let formKey: DerivedKey

    /// Seconds within which a session's use is not noted again.
    private static let noting = 300

    /// The person whose cookie it is.
    ///
    /// - Parameter address: where the request came from.
    /// - Returns: `nil` for a cookie of no session that lives.
    package func find(cookie: String, from address: String, at now: Int) async throws -> SignedIn? {
        guard (1...128).contains(cookie.utf8.count) else { return nil }
        let hash = SecretDigest.of(cookie)
        let found: SignedIn? = try await database.read { db in
            guard let session = try Session.find(secretHash: hash, in: db), session.isLive(at: now),
                let account = try Account.find(id: session.account, in: db), account.disabledAt == nil
            else { return nil }
            return SignedIn(account: account, session: session)
        }
        guard let found, let browser = found.session.browser else { return nil }
        if now - browser.seenAt >= Sessions.noting {
            try await database.write { db in
                try Session.touch(id: found.session.id, address: address, at: now, in: db)
            }
        }
        return found
    }

    /// Ends a session, and with it what does not outlive it.
    package func end(_ session: Session, at now: Int) async throws {
        try await database.write { try Revoke.sessions([session], at: now, in: $0) }
        await feed.wake()
    }

    /// The browsers in which an account is signed in, the newest first.
    package func live(of account: Account, at now: Int) async throws -> [Session] {
        try await database.read { try Session.live(of: account.id, at: now, in: $0) }
            .filter { $0.browser != nil && $0.isLive(at: now) }
            .sorted { $0.createdAt > $1.createdAt }
    }

    /// A text that a form of a page carries, so that no other site's form is taken for it.
    ///
    /// - Parameter secret: the cookie that the browser sends along.
    package func formToken(for secret: String) -> String { formKey.text(of: secret) }

    /// Whether a form's text belongs to the cookie.
    package func accepts(formToken: String, for secret: String) -> Bool {
        formKey.accepts(formToken, of: secret)
    }
}
