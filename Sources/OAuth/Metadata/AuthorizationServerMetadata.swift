// What an authorization server says of itself (RFC 8414 §2), written by the server and read by verifiers.

internal import JOSE

/// Authorization server metadata, as far as it is true and used.
public struct AuthorizationServerMetadata: Sendable {
    /// `issuer`.
    public let issuer: Issuer
    /// `jwks_uri`, where the issuer's keys are.
    public let keysURL: String
    /// `status_list_changes_endpoint`, a member of Tessera's own: the stream of changes of the status lists, as
    /// Server-Sent Events.
    public var changesURL: String?
    /// `status_list_aggregation_endpoint`: the URIs of all status lists (Token Status List §9.1).
    public var statusListsURL: String?
    /// `token_endpoint`.
    public var tokenURL: String?
    /// `introspection_endpoint` (RFC 7662).
    public var introspectionURL: String?
    /// `revocation_endpoint` (RFC 7009).
    public var revocationURL: String?
    /// How clients authenticate at the three endpoints above: `token_endpoint_auth_methods_supported` and its
    /// like for introspection and revocation. Each is written where its endpoint is, but `none` not for introspection, which
    /// needs some authorization (RFC 7662 §2.1); of what is read, those of the token endpoint.
    public var clientAuthentication: [String] = []
    /// `grant_types_supported`.
    public var grantTypes: [String] = []
    /// `scopes_supported`; left out while empty.
    public var scopes: [String] = []
    /// `dpop_signing_alg_values_supported` (RFC 9449 §5.1); left out while empty.
    public var proofAlgorithms: [String] = []
    /// `authorization_endpoint`.
    public var authorizationURL: String?
    /// `userinfo_endpoint` (OpenID Connect Discovery §3).
    public var userinfoURL: String?
    /// `end_session_endpoint` (OpenID Connect RP-Initiated Logout §2.1).
    public var logoutURL: String?
    /// `device_authorization_endpoint` (RFC 8628 §4).
    public var deviceURL: String?
    /// `pushed_authorization_request_endpoint` (RFC 9126 §5).
    public var pushURL: String?
    /// `registration_endpoint` (RFC 7591).
    public var registrationURL: String?
    /// `response_types_supported`: required, and so written while empty (RFC 8414 §2).
    public var responseTypes: [String] = []
    /// `code_challenge_methods_supported` (RFC 7636).
    public var challengeMethods: [String] = []
    /// Further members that are arrays of strings, those that are true, and those that would be true if left out.
    package var lists: [(name: String, values: [String])] = []
    package var flags: [String] = []
    package var denials: [String] = []

    /// Metadata of an issuer.
    public init(issuer: Issuer, keysURL: String) {
        self.issuer = issuer
        self.keysURL = keysURL
    }

    /// Reads a metadata document that was fetched for an issuer.
    ///
    /// An endpoint at a URL that this issuer may not name counts as one that it does not have: whoever needs only
    /// the keys is not kept from them.
    ///
    /// - Throws: ``OAuthRefusal`` when it is not strict JSON, names another issuer (RFC 8414 §3.3: compared
    ///   byte by byte), or names keys at a URL that this issuer may not name.
    public init(parsing bytes: [UInt8], for issuer: Issuer) throws(OAuthRefusal) {
        let object: JSONValue
        do {
            object = try JSONDocument.object(parsing: bytes, limits: JSONLimits(length: 262_144, depth: 16))
        } catch {
            throw OAuthRefusal(.invalidRequest, "the metadata of \(issuer) can't be read: \(error.sentence)")
        }
        guard let named = object["issuer"], named.equals(issuer.value) else {
            let found = String((object["issuer"]?.text ?? "none").prefix(200))
            throw OAuthRefusal(
                .invalidRequest,
                "the metadata of \(issuer) names the issuer \(found); it must be the same, byte for byte"
            )
        }
        guard let keys = object["jwks_uri"]?.string, issuer.mayName(keys) else {
            throw OAuthRefusal(
                .invalidRequest, "the metadata of \(issuer) names no usable jwks_uri (https is needed)")
        }
        self.init(issuer: issuer, keysURL: keys)
        for endpoint in Self.endpoints {
            guard let url = object[endpoint.name]?.string, issuer.mayName(url) else { continue }
            self[keyPath: endpoint.url] = url
        }
        for list in Self.lists {
            self[keyPath: list.values] = (object[list.name]?.elements ?? []).compactMap(\.string)
        }
        responseTypes = (object["response_types_supported"]?.elements ?? []).compactMap(\.string)
        clientAuthentication = (object["token_endpoint_auth_methods_supported"]?.elements ?? []).compactMap(
            \.string)
    }

    /// The document as JSON.
    public var json: [UInt8] {
        JSONWriter.object { json in
            json.member("issuer", issuer.value)
            json.member("jwks_uri", keysURL)
            json.member("response_types_supported", responseTypes)
            // Left out it would mean authorization_code and implicit.
            if grantTypes.isEmpty { json.member("grant_types_supported", []) }
            for endpoint in Self.endpoints {
                guard let url = self[keyPath: endpoint.url] else { continue }
                json.member(endpoint.name, url)
                let methods = clientAuthentication.filter {
                    endpoint.url != \.introspectionURL || !$0.utf8.elementsEqual("none".utf8)
                }
                if endpoint.isAuthenticated, !methods.isEmpty {
                    json.member("\(endpoint.name)_auth_methods_supported", methods)
                }
            }
            for list in Self.lists where !self[keyPath: list.values].isEmpty {
                json.member(list.name, self[keyPath: list.values])
            }
            for (name, values) in lists { json.member(name, values) }
            for name in flags { json.member(name, true) }
            for name in denials { json.member(name, false) }
        }
    }

    private struct Endpoint: Sendable {
        let name: String
        let url: any WritableKeyPath<AuthorizationServerMetadata, String?> & Sendable
        let isAuthenticated: Bool
    }

    private static let endpoints = [
        Endpoint(name: "status_list_aggregation_endpoint", url: \.statusListsURL, isAuthenticated: false),
        Endpoint(name: "status_list_changes_endpoint", url: \.changesURL, isAuthenticated: false),
        Endpoint(name: "authorization_endpoint", url: \.authorizationURL, isAuthenticated: false),
        Endpoint(name: "userinfo_endpoint", url: \.userinfoURL, isAuthenticated: false),
        Endpoint(name: "end_session_endpoint", url: \.logoutURL, isAuthenticated: false),
        Endpoint(name: "device_authorization_endpoint", url: \.deviceURL, isAuthenticated: false),
        Endpoint(name: "pushed_authorization_request_endpoint", url: \.pushURL, isAuthenticated: false),
        Endpoint(name: "registration_endpoint", url: \.registrationURL, isAuthenticated: false),
        Endpoint(name: "token_endpoint", url: \.tokenURL, isAuthenticated: true),
        Endpoint(name: "introspection_endpoint", url: \.introspectionURL, isAuthenticated: true),
        Endpoint(name: "revocation_endpoint", url: \.revocationURL, isAuthenticated: true),
    ]

    private struct List: Sendable {
        let name: String
        let values: any WritableKeyPath<AuthorizationServerMetadata, [String]> & Sendable
    }

    private static let lists = [
        List(name: "grant_types_supported", values: \.grantTypes),
        List(name: "code_challenge_methods_supported", values: \.challengeMethods),
        List(name: "scopes_supported", values: \.scopes),
        List(name: "dpop_signing_alg_values_supported", values: \.proofAlgorithms),
    ]
}
