// A token that is good now, from a sign-in that is kept: as it lies there, or renewed.

internal import Fetching
internal import JOSE

/// A token and what it takes to send it. Printing it shows no token.
struct HeldToken: Sendable, CustomStringConvertible {
    let text: String
    /// `Bearer` or `DPoP`.
    let type: String
    let expiresAt: Int?
    let scope: String?
    /// The file with the key that it is bound to.
    let proofKeyFile: String?
    /// The client that got it; empty for a token that was given by hand.
    let clientID: String
    /// The API that the person named at sign-in.
    private let named: String?

    var description: String { "HeldToken(hidden)" }

    /// A token that was given by hand.
    init(_ text: String, type: String, proofKeyFile: String?) {
        (self.text, self.type, self.proofKeyFile) = (text, type, proofKeyFile)
        (expiresAt, scope, clientID, named) = (nil, nil, "", nil)
    }

    private init(_ text: String, type: String, expiresAt: Int?, scope: String?, of login: StoredLogin) {
        (self.text, self.type, self.expiresAt, self.scope) = (text, type, expiresAt, scope)
        (proofKeyFile, clientID, named) = (login.proofKeyFile, login.clientID, login.resource)
    }

    /// Whether it is for an API: by its own word, or, where it has none, by the person's at sign-in (RFC 8707 §3).
    func isFor(_ resource: String) -> Bool {
        let audiences = ReceivedTokens.audiences(of: text)
        return audiences.isEmpty
            ? named?.hasBytes(of: resource) ?? false : audiences.contains { $0.hasBytes(of: resource) }
    }

    /// Which token is wanted.
    struct Wish: Sendable {
        var issuer: String?
        var clientID: String?
        /// The API that it has to be for; `nil` for that of the sign-in.
        var resource: String?
        /// Fewer scopes than were allowed; empty for all.
        var scopes: [String] = []
        /// Seconds for which it has to be good.
        var minimum = 60
    }

    /// Finds a token, or renews it. While that goes on no other process does the same.
    ///
    /// - Parameter client: makes the client that renews it.
    /// - Returns: `nil` when nobody signed in there.
    /// - Throws: ``Failure`` also where the issuer gave a token that is for another API than the one that was asked for.
    static func find(
        _ wish: Wish,
        by wire: Wire,
        client: @escaping @Sendable (StoredLogin, ServerDocument) throws -> RemoteClient
    ) async throws -> HeldToken? {
        try await StoredLogins.locked { logins in
            guard var login = try logins.find(wish.issuer, client: wish.clientID) else { return nil }
            let until = wire.now() + wish.minimum
            if wish.scopes.isEmpty, let token = login.token(for: wish.resource, until: until) {
                return try HeldToken(
                    token.text, type: token.type, expiresAt: token.expiresAt, scope: login.scope, of: login
                ).checked(for: wish.resource, of: login)
            }
            let received = try await renew(&login, wish, by: wire, client)
            try logins.keep(login)
            return try HeldToken(
                received.accessToken, type: received.type, expiresAt: received.expiresAt,
                scope: received.scope,
                of: login
            ).checked(for: wish.resource, of: login)
        }
    }

    /// Asks for a new token with what renews the sign-in (RFC 6749 §6).
    private static func renew(
        _ login: inout StoredLogin,
        _ wish: Wish,
        by wire: Wire,
        _ client: (StoredLogin, ServerDocument) throws -> RemoteClient
    ) async throws -> ReceivedTokens {
        guard let refresh = login.refreshToken else {
            throw Failure(
                .credentials,
                "the sign-in at \(login.issuer) is over and can't be renewed; sign in again: tessera login "
                    + "\(login.issuer) --client-id \(login.clientID)")
        }
        let server = try await ServerDocument.find(ServerDocument.issuer(login.issuer), by: wire)
        var form: [(name: String, value: String)] = [
            ("grant_type", "refresh_token"), ("refresh_token", refresh),
        ]
        let resource = wish.resource ?? login.resource
        if let resource { form.append(("resource", resource)) }
        if !wish.scopes.isEmpty { form.append(("scope", wish.scopes.joined(separator: " "))) }
        let received = try await client(login, server).tokens(form)
        let allowed = login.scope
        if wish.scopes.isEmpty {
            login.keep(received, for: resource)
        } else if let next = received.refreshToken {
            // A token with fewer scopes is for this one use; what renews it is kept.
            login.refreshToken = next
        }
        login.scope = allowed ?? login.scope
        return received
    }

    /// Not every issuer honours the parameter resource; what it gave instead opens another API.
    private func checked(for resource: String?, of login: StoredLogin) throws(Failure) -> HeldToken {
        let audiences = ReceivedTokens.audiences(of: text)
        guard let resource, !audiences.isEmpty, !audiences.contains(where: { $0.hasBytes(of: resource) })
        else { return self }
        throw Failure(
            .credentials,
            "\(login.issuer) was asked for a token for \(resource.excerptForTerminal), and gave one for "
                + "\(audiences.joined(separator: " ").excerptForTerminal): it was not used. The issuer has to honour "
                + "the parameter resource (RFC 8707 §2)")
    }
}
