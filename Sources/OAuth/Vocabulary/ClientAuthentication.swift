// How a client proves who it is at the endpoints that only clients ask.

/// A way of authenticating. The raw value is the one of `token_endpoint_auth_method` (RFC 7591 §2).
package enum ClientAuthentication: String, CaseIterable, Hashable, Sendable {
    /// A public client, which can keep no secret.
    case none
    /// RFC 6749 §2.3.1
    case secretBasic = "client_secret_basic"
    case secretPost = "client_secret_post"
    /// RFC 7523 §2.2
    case privateKeyJWT = "private_key_jwt"
    /// RFC 8705 §2.1: a certificate of an authority that is trusted here, by its name.
    case tlsClientAuth = "tls_client_auth"
    /// RFC 8705 §2.2: a certificate of its own, by its key.
    case selfSignedTLS = "self_signed_tls_client_auth"

    /// Whether it is a secret that both sides know.
    package var isSecret: Bool { self == .secretBasic || self == .secretPost }

    /// Whether it needs encryption to end here, and a certificate to be asked for.
    package var isCertificate: Bool { self == .tlsClientAuth || self == .selfSignedTLS }
}
