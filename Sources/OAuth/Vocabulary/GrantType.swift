// The grants of this house: what a client may come with to the token endpoint.

/// A grant type. The raw value is the one of the `grant_type` parameter.
package enum GrantType: String, CaseIterable, Hashable, Sendable {
    /// RFC 6749 §4.1
    case authorizationCode = "authorization_code"
    /// RFC 6749 §6
    case refreshToken = "refresh_token"
    /// RFC 6749 §4.4
    case clientCredentials = "client_credentials"
    /// RFC 8628 §3.4
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
    /// RFC 8693 §2.1
    case tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
}
