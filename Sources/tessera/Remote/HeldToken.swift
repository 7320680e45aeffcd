// A token that is good now, from a sign-in that is kept: as it lies there, or renewed.

internal import Fetching
internal import JOSE

/// A token and what it takes to send it.
struct HeldToken: Sendable {
    let text: String
    /// `Bearer` or `DPoP`.
    let type: String
    let expiresAt: Int?
    let scope: String?
    /// The file with the key that it is bound to.
    let proofKeyFile: String?

    /// Which token is wanted.
    struct Wish: Sendable {
        var issuer: String?
        var clientID: String?
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
    static func find(
        _ wish: Wish,
        by wire: Wire,
        client: @escaping @Sendable (StoredLogin, ServerDocument) throws -> RemoteClient
    ) async throws -> HeldToken? {
        try await StoredLogins.locked { logins in
            guard var login = try logins.find(wish.issuer, client: wish.clientID) else { return nil }
            let until = wire.now() + wish.minimum
            if wish.scopes.isEmpty, let token = login.token(for: wish.resource, until: until) {
                return HeldToken(
                    text: token.text, type: token.type, expiresAt: token.expiresAt, scope: login.scope,
                    proofKeyFile: login.proofKeyFile)
            }
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
            try logins.keep(login)
            return HeldToken(
                text: received.accessToken, type: received.type, expiresAt: received.expiresAt,
                scope: received.scope,
                proofKeyFile: login.proofKeyFile)
        }
    }
}
