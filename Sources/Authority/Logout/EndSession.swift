// A request to sign out that a client sent a browser with (OpenID Connect RP-Initiated Logout §2): read, decided, done.

internal import Fetching
internal import JOSE
package import OAuth
internal import Records
internal import SQL

/// What is to be done with a request to sign out. The route only renders it.
package enum LogoutStep: Sendable {
    /// The person must say whether they want to.
    case ask(LogoutQuestion)
    /// Nobody is signed in with this browser any more.
    case ended(LogoutEnd)
}

/// What a person is asked.
package struct LogoutQuestion: Sendable {
    package let username: String
    /// The client that sent them, if it is known.
    package let client: RegisteredClient?
    /// What people call the clients that end with the session.
    package let apps: [String]
    /// Where they go then.
    package let destination: LogoutDestination?
    /// What is wrong with the request.
    package let problem: OAuthRefusal?
}

/// How it ended.
package struct LogoutEnd: Sendable {
    /// Where the browser goes; `nil` to stay here.
    package let destination: LogoutDestination?
    /// Where the person may go if they want to.
    package let link: LogoutDestination?
    package let problem: OAuthRefusal?
}

/// The desk of sign-outs: those that clients begin, and those that clients are told of.
package struct Logouts: Sendable {
    let issuer: Issuer
    let database: any SQLDatabase
    let keys: SigningKeys
    let clients: Clients
    let sessions: Sessions
    let subjects: Subjects
    let fetch: any Fetch

    /// What a request says that can be believed.
    private struct Reading: Sendable {
        var client: RegisteredClient?
        var hint: ShownIDToken?
        var destination: LogoutDestination?
        var problem: OAuthRefusal?
    }

    /// Says what happens with a request, and ends the session where that is decided.
    ///
    /// Nobody is asked whose ID token of this very session comes along: the client got it when they signed in, and no
    /// other site has it. Any other link could be a stranger's (§2: the person should be asked), so they are.
    ///
    /// - Parameters:
    ///   - pairs: of the query or the form.
    ///   - isConfirmed: whether the person was asked and said so.
    /// - Throws: a fault of the database; what is wrong with the request is told with the step.
    package func examine(
        _ pairs: [(name: String, value: String)],
        signedIn: SignedIn?,
        isConfirmed: Bool,
        at now: Int
    ) async throws -> LogoutStep {
        let reading = try await read(pairs, at: now)
        guard let signedIn else { return .ended(end(reading, isAgreed: isConfirmed)) }
        let isAgreed = isConfirmed || isOwn(reading.hint, signedIn)
        guard isAgreed else {
            return .ask(
                LogoutQuestion(
                    username: signedIn.username, client: reading.client,
                    apps: try await apps(of: signedIn.session),
                    destination: reading.destination, problem: reading.problem))
        }
        try await sessions.end(signedIn.session, at: now)
        return .ended(end(reading, isAgreed: isAgreed))
    }

    /// Without the person's word and without an ID token of ours, a registered address is only offered: a `client_id`
    /// is known to everybody (§3). Of a client that nobody vouches for, an ID token of somebody else's is not enough: a
    /// stranger has one of their own, and could send anybody to an address that they registered.
    ///
    /// - Parameter isAgreed: by the person's word, or by an ID token of this very session.
    private func end(_ reading: Reading, isAgreed: Bool) -> LogoutEnd {
        let goes = isAgreed || reading.hint != nil && (reading.client?.isVouchedFor ?? false)
        return LogoutEnd(
            destination: goes ? reading.destination : nil, link: goes ? nil : reading.destination,
            problem: reading.problem)
    }

    /// Whether an ID token is one of the session of this browser.
    private func isOwn(_ hint: ShownIDToken?, _ signedIn: SignedIn) -> Bool {
        guard let hint, let session = hint.session else { return false }
        return session.hasBytes(of: subjects.session(signedIn.session.id, at: hint.clientID))
    }

    private func read(_ pairs: [(name: String, value: String)], at now: Int) async throws -> Reading {
        var reading = Reading()
        do {
            let parameters = try RequestParameters(pairs)
            let named = parameters.value("client_id")
            let asked = parameters.value("post_logout_redirect_uri")
            let hint = try parameters.value("id_token_hint").map {
                try ShownIDToken($0, issuer: issuer, keys: keys)
            }
            if let hint, let named, !hint.clientID.hasBytes(of: named) {
                throw OAuthRefusal(.invalidRequest, "client_id and id_token_hint name different clients")
            }
            reading.hint = hint
            guard let id = hint?.clientID ?? named else {
                guard asked == nil else {
                    throw OAuthRefusal(
                        .invalidRequest,
                        "which client wants you back? The request has neither id_token_hint nor client_id, so you stay here"
                    )
                }
                return reading
            }
            guard let client = try await clients.registered(id, at: now) else {
                throw OAuthRefusal(.invalidClient, "there is no client of that id here, or it is disabled")
            }
            reading.client = client
            let state = parameters.value("state")
            reading.destination = try asked.map { try LogoutDestination($0, of: client, state: state) }
        } catch let refusal as OAuthRefusal {
            reading.problem = refusal
        }
        return reading
    }

    /// What people call the clients whose authorizations end with a session.
    private func apps(of session: Session) async throws -> [String] {
        try await database.read { db in
            let ending = try Authorization.of(session: session.id, in: db).filter {
                $0.revokedAt == nil && $0.lastingAt == nil
            }
            return try Set(ending.map(\.client)).compactMap { try Client.find(id: $0, in: db)?.name }.sorted()
        }
    }
}
