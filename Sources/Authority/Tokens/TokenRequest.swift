// What is asked for when a token is asked for.

/// The parameters of a token request, read and not yet allowed.
package struct TokenRequest: Sendable {
    /// The API that the token is for; `nil` for the default API.
    package var audience: String?
    /// Scopes of that API; `nil` for all that the account holds there.
    package var scopes: [String]?
    /// A name makes a lasting API token of it; without one it is a login token.
    package var name: String?
    /// Seconds.
    package var expiresIn: Int?

    package init(audience: String? = nil, scopes: [String]? = nil, name: String? = nil, expiresIn: Int? = nil)
    {
        self.audience = audience
        self.scopes = scopes
        self.name = name
        self.expiresIn = expiresIn
    }
}

/// A token that was just issued. The text is the secret: it is told once and kept nowhere.
package struct IssuedToken: Sendable, CustomStringConvertible {
    package let token: String
    package let expiresIn: Int
    package let scope: String
    /// `ses_…` of a login token, `tok_…` of a named one.
    package let id: String

    package var description: String { "IssuedToken(\(id))" }
}

/// How long tokens live.
enum TokenLifetime {
    /// A login token and its session.
    static let session = 900
    static let namedDefault = 30 * 86_400
    static let namedLongest = 365 * 86_400
}
