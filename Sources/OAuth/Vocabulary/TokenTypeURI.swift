// The kinds of tokens that a token exchange names (RFC 8693 §3).

/// What a shown token is said to be. The raw value is the one of the `…_token_type` parameters.
package enum TokenTypeURI: String, CaseIterable, Hashable, Sendable {
    /// An access token of this issuer, in whatever form.
    case accessToken = "urn:ietf:params:oauth:token-type:access_token"
    /// A token that is a JWT.
    case jwt = "urn:ietf:params:oauth:token-type:jwt"
    /// What OpenID Connect tells a client of a sign-in.
    case idToken = "urn:ietf:params:oauth:token-type:id_token"
    /// What a client refreshes with.
    case refreshToken = "urn:ietf:params:oauth:token-type:refresh_token"
}
