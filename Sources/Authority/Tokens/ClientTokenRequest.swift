// What a client asks for when it asks for a token in its own name.

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
