// What a grant gives: tokens, bound to what their asker proved to have.

package import JOSE
package import OAuth

/// What the sender of a token request proved to have: tokens are bound to it.
package struct ProvenSender: Sendable {
    /// The thumbprint of the key of a proof (RFC 9449).
    package var keyThumbprint: String?
    /// The thumbprint of the certificate of the connection (RFC 8705).
    package var certificateThumbprint: String?

    package init(keyThumbprint: String? = nil, certificateThumbprint: String? = nil) {
        self.keyThumbprint = keyThumbprint
        self.certificateThumbprint = certificateThumbprint
    }

    /// The claim `cnf`; `nil` where nothing was proven.
    var confirmation: Confirmation? {
        keyThumbprint == nil && certificateThumbprint == nil
            ? nil : Confirmation(keyThumbprint: keyThumbprint, certificateThumbprint: certificateThumbprint)
    }
}

/// Tokens that were just made (RFC 6749 §5.1). The texts are secrets: they are told once and kept nowhere.
package struct GrantedTokens: Sendable, CustomStringConvertible {
    package let accessToken: String
    /// `Bearer`, or `DPoP` where it is bound to a key.
    package let tokenType: String
    package let expiresIn: Int
    package let scope: String
    package var refreshToken: String?
    package var idToken: String?
    /// What was given for another token (RFC 8693 §2.2.1); `nil` where none was shown.
    package var issuedType: TokenTypeURI?
    /// What the access token allows in detail (RFC 9396 §7).
    package var details: [JSONValue] = []
    /// The `jti` of the access token.
    package let identifier: String

    package var description: String { "GrantedTokens(\(identifier))" }
}
