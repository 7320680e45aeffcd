// What a client asks for when it asks for a token, and what it gets.

/// What a client asks for: an API and scopes of it.
package struct ClientTokenRequest: Sendable {
    /// The API that the token is for; `nil` for the default API.
    package var audience: String?
    /// Scopes of that API, as they were sent; `nil` for all that the client holds there.
    package var scope: String?

    package init(audience: String? = nil, scope: String? = nil) {
        self.audience = audience
        self.scope = scope
    }
}

/// A token that was just issued to a client. The text is the secret: it is told once and kept nowhere.
package struct ClientToken: Sendable, CustomStringConvertible {
    package let token: String
    package let expiresIn: Int
    package let scope: String
    /// Its `jti`.
    package let identifier: String

    package var description: String { "ClientToken(\(identifier))" }
}
