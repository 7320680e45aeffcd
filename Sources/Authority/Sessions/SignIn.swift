// Signing in with a browser: a password is checked, and a cookie's session begins in the place of the one before.

internal import OAuth
package import Records
internal import SQL

/// A session that was just begun. The cookie is the secret: it is told once and kept nowhere.
package struct NewSession: Sendable, CustomStringConvertible {
    package let cookie: String
    package let signedIn: SignedIn

    package var description: String { "NewSession(\(signedIn.session.id))" }
}

/// The browser that signs in.
package struct SigningBrowser: Sendable {
    package let address: String
    /// What it calls itself.
    package let agent: String?

    package init(address: String, agent: String?) {
        self.address = address
        self.agent = agent.map { String(PlainText.line($0).prefix(200)) }
    }
}

extension Sessions {
    /// Signs a person in.
    ///
    /// - Parameter previous: the session that the browser had, which ends: a new one has a new secret (session fixation).
    /// - Throws: what ``Accounts/authenticate(username:password:from:at:)`` throws.
    package func signIn(
        username: String,
        password: String,
        on browser: SigningBrowser,
        replacing previous: Session?,
        at now: Int
    ) async throws -> NewSession {
        let caller = try await accounts.authenticate(
            username: username, password: password, from: browser.address, at: now)
        return try await begin(for: caller, methods: ["pwd"], on: browser, replacing: previous, at: now)
    }

    private func begin(
        for caller: Caller,
        methods: [String],
        on browser: SigningBrowser,
        replacing previous: Session?,
        at now: Int
    ) async throws -> NewSession {
        let cookie = RandomSecret.text(32)
        let (id, hash, limits) = (RandomSecret.identifier("ses"), SecretDigest.of(cookie), limits)
        let session = try await database.write { db in
            try Accounts.recheck(caller, at: now, in: db)
            if let previous { try Revoke.sessions([previous], at: now, in: db) }
            let session = Session(
                id: id,
                account: caller.account.id,
                handle: try Records.StatusLists.allocate(expiringAt: now + limits.longest, in: db),
                createdAt: now,
                expiresAt: now + limits.longest,
                browser: BrowserSession(
                    secretHash: hash,
                    methods: methods.joined(separator: " "),
                    seenAt: now,
                    idle: limits.idle,
                    address: browser.address,
                    agent: browser.agent
                )
            )
            try Session.insert(session, in: db)
            return session
        }
        if previous != nil { await feed.wake() }
        return NewSession(cookie: cookie, signedIn: SignedIn(account: caller.account, session: session))
    }
}
