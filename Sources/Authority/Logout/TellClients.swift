// Telling clients that a session ended (OpenID Connect Back-Channel Logout §2.5): from the queue, again and again, until
// they took it or it is too late.

internal import Fetching
package import Logging
internal import OAuth
internal import Records
internal import SQL

extension Logouts {
    /// How many clients are told at once of those that an administrator registered, and as many of the others: of these any number
    /// may take their time to answer, and hold up only each other.
    private static let atOnce = 8

    /// Seconds for which a notice belongs to who took it: longer than a client may take to answer.
    private static let lease = 60

    /// Seconds until a client is tried again that did not take a notice: ten, then three times as long each time.
    static func pause(after attempts: Int) -> Int {
        var pause = 10
        for _ in 1..<max(1, min(attempts, 8)) { pause *= 3 }
        return min(pause, 3_600)
    }

    /// Tells all clients that are to be told by now.
    ///
    /// - Parameters:
    ///   - now: asked for each client anew, since those before may have taken their time.
    ///   - logger: hears of those that are given up.
    package func tell(now: @escaping @Sendable () -> Int, logger: Logger) async throws {
        // Where nothing is due, as nearly always, nothing is written.
        guard try await database.read({ try LogoutNotice.isAnyDue(at: now(), in: $0) }) else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for isVouchedFor in [true, false] {
                for _ in 0..<Logouts.atOnce {
                    group.addTask {
                        while let notice = try await next(isVouchedFor, at: now()) {
                            try await tell(notice, at: now(), logger: logger)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func next(_ isVouchedFor: Bool, at now: Int) async throws -> LogoutNotice? {
        try await database.write {
            try LogoutNotice.take(vouchedFor: isVouchedFor, pause: Logouts.lease, at: now, in: $0)
        }
    }

    private func tell(_ notice: LogoutNotice, at now: Int, logger: Logger) async throws {
        // A client that is gone, or no longer wants to hear, is not told.
        guard let client = try await clients.kept(notice.client), let url = client.metadata.logoutURL,
            let why = try await failure(of: notice, to: client, at: url, at: now)
        else { return try await database.write { try LogoutNotice.delete(id: notice.id, in: $0) } }
        let next = now + Logouts.pause(after: notice.attempts)
        guard next < notice.expiresAt else {
            logger.warning(
                "a client was not told of a sign-out, and is given up",
                metadata: ["client": "\(client.id)", "attempts": "\(notice.attempts)", "reason": "\(why)"])
            return try await database.write { try LogoutNotice.delete(id: notice.id, in: $0) }
        }
        logger.info(
            "a client did not take a logout token", metadata: ["client": "\(client.id)", "reason": "\(why)"])
        try await database.write { try LogoutNotice.postpone(id: notice.id, to: next, in: $0) }
    }

    /// Sends a logout token.
    ///
    /// - Returns: why it was not taken; `nil` when it was.
    private func failure(
        of notice: LogoutNotice,
        to client: RegisteredClient,
        at url: String,
        at now: Int
    ) async throws -> String? {
        let token = try LogoutTokenClaims(
            issuer: issuer,
            subject: subjects.subject(of: notice.account, at: client),
            session: subjects.session(notice.session, at: client.id),
            clientID: client.id,
            identifier: RandomSecret.text(16),
            issuedAt: now
        ).sign(with: await keys.key(for: client.idTokenAlgorithm, at: now))
        let message = PostedMessage(form: [("logout_token", token)])
        do {
            // An address that an administrator wrote down is trusted like the settings; that of a stranger is checked.
            let answer =
                client.isVouchedFor
                ? try await fetch.post(message, to: url, accept: "application/json")
                : try await fetch.postChecked(message, to: url, accept: "application/json")
            // §2.8 says 200; older clients say 204.
            return [200, 204].contains(answer.status) ? nil : "it answered \(answer.status)"
        } catch {
            return error.sentence
        }
    }
}
