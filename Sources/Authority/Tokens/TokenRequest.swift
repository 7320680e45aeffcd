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
    /// Whether its text says what it is for, or nothing at all.
    package var form: TokenForm
    /// What a named token is for, in the words of its owner.
    package var description: String?

    package init(
        audience: String? = nil,
        scopes: [String]? = nil,
        name: String? = nil,
        expiresIn: Int? = nil,
        form: TokenForm = .jwt,
        description: String? = nil
    ) {
        self.audience = audience
        self.scopes = scopes
        self.name = name
        self.expiresIn = expiresIn
        self.form = form
        self.description = description
    }
}

/// What the text of a token is.
package enum TokenForm: String, CaseIterable, Sendable {
    /// Signed claims, which every API checks alone.
    case jwt
    /// A short secret, about which an API asks once (RFC 7662).
    case opaque
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
