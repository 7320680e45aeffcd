// The claims of a logout token (OpenID Connect Back-Channel Logout §2.4): who signed out where, for one client.

package import JOSE

/// What an authority says in a logout token.
package struct LogoutTokenClaims: Sendable {
    /// Seconds that one is good: §2.4 asks for at most two minutes.
    package static let lifetime = 120
    /// The one event that it tells of.
    package static let event = "http://schemas.openid.net/event/backchannel-logout"

    package var issuer: Issuer
    /// Who signed out, as the client knows them.
    package var subject: String
    /// What the client calls the session that ended.
    package var session: String
    /// The `client_id`, which is the one audience.
    package var clientID: String
    package var identifier: String
    package var issuedAt: Int

    package init(
        issuer: Issuer,
        subject: String,
        session: String,
        clientID: String,
        identifier: String,
        issuedAt: Int
    ) {
        self.issuer = issuer
        self.subject = subject
        self.session = session
        self.clientID = clientID
        self.identifier = identifier
        self.issuedAt = issuedAt
    }

    /// Signs the token. It has a type of its own and never a nonce, so that none is taken for an ID token (§2.4, §2.8).
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    package func sign(with key: SigningKey) throws(JOSEError) -> String {
        try key.signToken(type: TokenType("logout+jwt")) { claims in
            claims.member("iss", issuer.value)
            claims.member("sub", subject)
            claims.member("aud", clientID)
            claims.member("iat", issuedAt)
            claims.member("exp", issuedAt + LogoutTokenClaims.lifetime)
            claims.member("jti", identifier)
            claims.member("sid", session)
            claims.object("events") { events in events.object(LogoutTokenClaims.event) { _ in } }
        }
    }
}
