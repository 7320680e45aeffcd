// How a token came to an API: the scheme, and what its sender shows to prove that it is his.

/// What came along with a token.
///
/// A token that is bound to a key or to a certificate is refused without what it is bound to, so an API that takes such
/// tokens hands this to ``TokenVerifier/verify(_:presented:)``.
public struct TokenPresentation: Sendable {
    /// The scheme of the header `Authorization`.
    public enum Scheme: Hashable, Sendable {
        /// `Bearer` (RFC 6750 §2.1).
        case bearer
        /// `DPoP` (RFC 9449 §7.1).
        case dpop
    }

    /// The scheme that the token came with.
    public var scheme: Scheme
    /// The value of each header field `DPoP`; a good request has one.
    public var proofs: [String]
    /// The method of the request.
    public var method: String
    /// The URL of the request as its sender knows it. From the settings of the API, not from the request's `Host`: who
    /// sends a proof that was made for another host also says what the `Host` is. Query and fragment do not count.
    public var url: String
    /// The certificate that the client showed, in DER, as the end of its TLS connection saw it; `nil` for none.
    public var certificate: [UInt8]?

    /// What came along with a token.
    public init(
        scheme: Scheme,
        proofs: [String] = [],
        method: String = "",
        url: String = "",
        certificate: [UInt8]? = nil
    ) {
        self.scheme = scheme
        self.proofs = proofs
        self.method = method
        self.url = url
        self.certificate = certificate
    }

    /// A token of the scheme `Bearer`, perhaps over a connection with a client certificate.
    public static func bearer(certificate: [UInt8]? = nil) -> TokenPresentation {
        TokenPresentation(scheme: .bearer, certificate: certificate)
    }

    /// A token of the scheme `DPoP`, with the values of the header fields `DPoP`.
    public static func dpop(
        proofs: [String],
        method: String,
        url: String,
        certificate: [UInt8]? = nil
    ) -> TokenPresentation {
        TokenPresentation(scheme: .dpop, proofs: proofs, method: method, url: url, certificate: certificate)
    }
}
