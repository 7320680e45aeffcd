// The text of an authorization code: which authorization it is for, and a secret; told once, and known again by its look.

internal import JOSE
internal import OAuth

/// A code. Its authorization is found by its name, as that of a refresh token is, so the digest that is kept needs no index.
package struct AuthorizationCode: Sendable {
    /// `aut_…`
    package let authorization: String
    /// The code itself: the secret.
    package let text: String

    /// What every one begins with, so that scanners for leaked secrets know it.
    static let prefix = "tessera_ac_"
    /// Seconds for which one is good (RFC 6749 §4.1.2, FAPI 2.0 §5.3.2.1).
    static let lifetime = 60

    /// Characters of 32 random bytes.
    private static let secret = 43

    /// A new code of an authorization.
    package init(of authorization: String) {
        self.authorization = authorization
        text = AuthorizationCode.prefix + AuthorizationName.bare(authorization) + RandomSecret.text(32)
    }

    /// Recognises what may be a code by its look; `nil` for what is not, which is not looked up.
    init?(_ text: String) {
        let prefix = AuthorizationCode.prefix.utf8
        guard text.utf8.starts(with: prefix),
            text.utf8.count == prefix.count + AuthorizationName.length + AuthorizationCode.secret
        else { return nil }
        authorization = AuthorizationName.of(
            bare: text.utf8.dropFirst(prefix.count).prefix(AuthorizationName.length))
        guard RandomSecret.isLikeIdentifier(authorization) else { return nil }
        self.text = text
    }
}
