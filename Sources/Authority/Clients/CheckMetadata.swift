// Whether a client may be registered so: what its metadata says must be true together, and possible here.

internal import JOSE
package import OAuth

/// The rules that metadata must keep, whoever brings it.
package enum ClientRules {
    /// Checks metadata.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_redirect_uri` or `invalid_client_metadata`.
    package static func check(_ metadata: ClientMetadata) throws(OAuthRefusal) {
        for uri in metadata.redirectURIs { _ = try RedirectURI(uri) }
        for uri in metadata.afterLogoutURIs { _ = try RedirectURI(uri) }
        let grants = try grantTypes(metadata)
        try checkResponses(metadata, grants)
        try checkAuthentication(metadata, grants)
        try checkAlgorithms(metadata)
        for (name, url) in [
            ("client_uri", metadata.siteURL), ("logo_uri", metadata.logoURL),
            ("policy_uri", metadata.policyURL),
            ("tos_uri", metadata.termsURL), ("jwks_uri", metadata.keysURL),
            ("sector_identifier_uri", metadata.sectorURL), ("backchannel_logout_uri", metadata.logoutURL),
        ] {
            guard let url else { continue }
            try checkURL(url, name)
        }
        if let scope = metadata.scope {
            for name in scope.split(separator: " ") where Scope(String(name)) == nil {
                throw refusal("scope holds something that is no scope")
            }
        }
        for type in metadata.detailTypes where !DetailType.isIdentifier(type) {
            throw refusal("authorization_details_types holds something that is no type (RFC 9396 §10)")
        }
        if let type = metadata.subjectType,
            !["public", "pairwise"].contains(where: { $0.hasBytes(of: type) })
        {
            throw refusal("subject_type is public or pairwise")
        }
        // OpenID Connect Core §8.1: else nobody could say by which host the client's people are known.
        if metadata.subjectType?.hasBytes(of: "pairwise") ?? false, metadata.sectorURL == nil,
            Set(metadata.redirectURIs.map { RegisteredClient.host(of: $0) ?? $0 }).count > 1
        {
            throw refusal("pairwise subjects at several hosts need a sector_identifier_uri")
        }
        if let type = metadata.applicationType, !["web", "native"].contains(where: { $0.hasBytes(of: type) })
        {
            throw refusal("application_type is web or native")
        }
        if let pkce = metadata.pkce, !["required", "optional"].contains(where: { $0.hasBytes(of: pkce) }) {
            throw refusal("pkce is required or optional")
        }
        if let claims = metadata.claims { try OwnClaims.check(claims) }
    }

    private static func grantTypes(_ metadata: ClientMetadata) throws(OAuthRefusal) -> Set<GrantType> {
        var grants: Set<GrantType> = []
        for name in metadata.grantTypes ?? [GrantType.authorizationCode.rawValue] {
            guard let type = GrantType.allCases.first(where: { $0.rawValue.hasBytes(of: name) }) else {
                throw refusal(
                    "grant_types holds one that is not known here; known are "
                        + GrantType.allCases.map(\.rawValue).joined(separator: ", "))
            }
            grants.insert(type)
        }
        return grants
    }

    private static func checkResponses(
        _ metadata: ClientMetadata,
        _ grants: Set<GrantType>
    ) throws(OAuthRefusal) {
        let hasCode = grants.contains(.authorizationCode)
        if let types = metadata.responseTypes, !types.allSatisfy({ $0.hasBytes(of: "code") }) {
            throw refusal("response_types holds only code: tokens never travel through the browser here")
        }
        guard !hasCode || !metadata.redirectURIs.isEmpty else {
            throw OAuthRefusal(
                .invalidRedirectURI, "a client of authorization_code needs at least one of redirect_uris")
        }
        if metadata.redirectURIs.contains(where: { !$0.utf8.starts(with: "https://".utf8) }),
            metadata.applicationType?.hasBytes(of: "web") ?? false,
            !metadata.redirectURIs.allSatisfy({ isOnThisMachine($0) || $0.utf8.starts(with: "https://".utf8) }
            )
        {
            throw OAuthRefusal(
                .invalidRedirectURI, "a web application has redirect URIs with https, or http on this machine"
            )
        }
    }

    private static func isOnThisMachine(_ uri: String) -> Bool { uri.utf8.starts(with: "http://".utf8) }

    private static func checkAuthentication(
        _ metadata: ClientMetadata,
        _ grants: Set<GrantType>
    ) throws(OAuthRefusal) {
        let name = metadata.authentication ?? ClientAuthentication.secretBasic.rawValue
        guard let method = ClientAuthentication.allCases.first(where: { $0.rawValue.hasBytes(of: name) })
        else {
            throw refusal(
                "token_endpoint_auth_method is one of "
                    + ClientAuthentication.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard metadata.keys == nil || metadata.keysURL == nil else {
            throw refusal("jwks and jwks_uri exclude each other")
        }
        if let keys = metadata.keys { try checkKeys(keys) }
        if method == .privateKeyJWT || method == .selfSignedTLS {
            guard metadata.keys != nil || metadata.keysURL != nil else {
                throw refusal("\(name) needs the client's public keys: jwks, or jwks_uri")
            }
        }
        if method == .tlsClientAuth {
            guard (metadata.certificateSubject == nil) != (metadata.certificateName == nil) else {
                throw refusal(
                    "\(name) needs the name in the certificate: tls_client_auth_subject_dn or tls_client_auth_san_dns"
                )
            }
        }
        if method == .none, grants.contains(.clientCredentials) {
            throw refusal(
                "a public client can't ask in its own name: client_credentials needs a secret or a key")
        }
        if method == .none, grants.contains(.tokenExchange) {
            throw refusal("a public client exchanges no tokens: token-exchange needs a secret or a key")
        }
        if metadata.pkce?.hasBytes(of: "optional") ?? false, method == .none {
            throw refusal("a public client always sends a code_challenge: pkce can't be optional")
        }
    }

    /// Public keys of known kinds, and nothing that must not have been sent (RFC 7591 §2).
    private static func checkKeys(_ keys: JSONValue) throws(OAuthRefusal) {
        let elements = keys["keys"]?.elements ?? []
        guard !elements.isEmpty else { throw refusal("jwks holds no keys") }
        let secret = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]
        guard !elements.contains(where: { key in secret.contains { key[$0] != nil } }) else {
            throw refusal(
                "jwks holds the private half of a key; make a new pair, and send the public half alone")
        }
        do throws(JOSEError) {
            let set = try JWKSet(parsing: Array(keys.text.utf8), algorithms: SignatureAlgorithm.asymmetric)
            guard !set.keys.isEmpty else { throw JOSEError.key(.symmetric) }
        } catch {
            throw refusal("jwks holds no key that can be used here: \(error.sentence)")
        }
    }

    private static func checkAlgorithms(_ metadata: ClientMetadata) throws(OAuthRefusal) {
        for (member, name) in [
            ("id_token_signed_response_alg", metadata.idTokenAlgorithm),
            ("userinfo_signed_response_alg", metadata.userinfoAlgorithm),
            ("request_object_signing_alg", metadata.requestAlgorithm),
            ("token_endpoint_auth_signing_alg", metadata.authenticationAlgorithm),
        ] {
            guard let name else { continue }
            guard let algorithm = SignatureAlgorithm(name: name), !algorithm.isSymmetric else {
                throw refusal("\(member) is an asymmetric signature algorithm, as ES256 or RS256")
            }
        }
    }

    private static func checkURL(_ url: String, _ name: String) throws(OAuthRefusal) {
        do {
            if case .scheme = try RedirectURI(url).kind { throw refusal("\(name) is an https URL") }
        } catch {
            throw refusal("\(name) is an https URL")
        }
    }

    private static func refusal(_ rule: String) -> OAuthRefusal { OAuthRefusal(.invalidClientMetadata, rule) }
}
