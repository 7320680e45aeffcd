// What an API says of itself: who issues tokens for it, and how they are sent (RFC 9728).

internal import JOSE

/// The metadata of a protected resource, as far as it is true.
///
/// A client that meets an API for the first time finds by it whom to ask for a token.
public struct ProtectedResourceMetadata: Sendable {
    /// `resource`: the API, as its callers write it. It is the audience that its tokens should name (RFC 8707 §2).
    public let resource: String
    /// `authorization_servers`: whose tokens are taken.
    public let issuers: [Issuer]
    /// `scopes_supported`; left out where it is empty.
    public var scopes: [String]
    /// `resource_name`: what people call it.
    public var name: String?
    /// `resource_documentation`: a URL for developers.
    public var documentation: String?
    /// `dpop_signing_alg_values_supported`; left out where it is empty.
    public var proofAlgorithms: [String]
    /// `dpop_bound_access_tokens_required`.
    public var requiresProofs: Bool
    /// `tls_client_certificate_bound_access_tokens`.
    public var bindsCertificates: Bool

    /// Where this document is: the well-known name stands between the resource's host and its path (§3.1).
    public let url: String
    /// The path of ``url``.
    public let path: String

    /// Metadata of an API.
    ///
    /// - Throws: ``OAuthRefusal`` for a resource that is no `https` URL (or `http` on a loopback host), or has a query or a
    ///   fragment; or when nobody issues tokens for it.
    public init(
        resource: String,
        issuers: [Issuer],
        scopes: [String] = [],
        name: String? = nil,
        documentation: String? = nil,
        proofAlgorithms: [String] = [],
        requiresProofs: Bool = false,
        bindsCertificates: Bool = false
    ) throws(OAuthRefusal) {
        let origin: String
        do {
            // A resource is written by the rules of an issuer (§1.2, RFC 8414 §2).
            origin = try Issuer(resource).origin
        } catch {
            throw OAuthRefusal(
                .invalidRequest,
                "\(String(resource.prefix(200))) is no protected resource: an https URL without query and fragment is needed"
            )
        }
        guard !issuers.isEmpty else {
            throw OAuthRefusal(
                .invalidRequest, "a protected resource names at least one issuer of its tokens")
        }
        self.resource = resource
        self.issuers = issuers
        self.scopes = scopes
        self.name = name
        self.documentation = documentation
        self.proofAlgorithms = proofAlgorithms
        self.requiresProofs = requiresProofs
        self.bindsCertificates = bindsCertificates
        let rest = String(decoding: resource.utf8.dropFirst(origin.utf8.count), as: UTF8.self)
        // Only the slash right after the host goes (§3.1).
        path = Self.root + (rest.utf8.count == 1 ? "" : rest)
        url = origin + path
    }

    private static let root = "/.well-known/oauth-protected-resource"

    /// Where the metadata of a URL may stand (§3.1): at the URL's own place, and at that of its whole host.
    ///
    /// - Returns: none for what is no `https` URL (or `http` on a loopback host). A query does not count.
    package static func places(of url: String) -> [String] {
        do {
            let resource = String(decoding: url.utf8.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
            let issuer = try Issuer(resource)
            let own = try ProtectedResourceMetadata(resource: resource, issuers: [issuer]).url
            let all = issuer.origin + root
            return own.utf8.elementsEqual(all.utf8) ? [all] : [own, all]
        } catch {
            return []
        }
    }

    /// The document as JSON.
    public var json: [UInt8] {
        JSONWriter.object { json in
            json.member("resource", resource)
            json.member("authorization_servers", issuers.map(\.value))
            if !scopes.isEmpty { json.member("scopes_supported", scopes) }
            // A token in a URL or a form is refused.
            json.member("bearer_methods_supported", ["header"])
            if let name { json.member("resource_name", name) }
            if let documentation { json.member("resource_documentation", documentation) }
            if !proofAlgorithms.isEmpty { json.member("dpop_signing_alg_values_supported", proofAlgorithms) }
            if requiresProofs { json.member("dpop_bound_access_tokens_required", true) }
            if bindsCertificates { json.member("tls_client_certificate_bound_access_tokens", true) }
        }
    }
}
