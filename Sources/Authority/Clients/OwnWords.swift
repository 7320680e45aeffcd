// What a client says of itself, cut down to what it may say where no administrator vouches for it.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension ClientRules {
    /// The grants of a client that nobody vouches for: it acts for people, who are asked, and never in its own name.
    private static let ownGrants: [GrantType] = [.authorizationCode, .refreshToken, .deviceCode]

    /// The metadata that a client brought, as far as it may have it.
    ///
    /// What only an administrator says is left out, like a member that is not known (RFC 7591 §2): a client that sends
    /// more than it may have is registered with less, and the answer tells it so (§3.2.1).
    ///
    /// - Parameters:
    ///   - ways: in which it may prove itself.
    ///   - usual: the way where it says nothing.
    ///   - offered: the scopes that there are.
    /// - Throws: ``OAuthRefusal`` `invalid_redirect_uri` or `invalid_client_metadata`.
    static func ownWords(
        _ said: ClientMetadata,
        ways: [ClientAuthentication],
        usual: ClientAuthentication,
        offered: [String]
    ) throws(OAuthRefusal) -> ClientMetadata {
        var metadata = said
        (metadata.pkce, metadata.claims, metadata.defaultAPI) = (nil, nil, nil)
        (metadata.isFirstParty, metadata.mayAddressTokenEndpoint) = (false, false)
        metadata.authentication = said.authentication ?? usual.rawValue
        guard ways.contains(where: { metadata.authentication?.hasBytes(of: $0.rawValue) ?? false }) else {
            throw refusal(
                "token_endpoint_auth_method is one of \(ways.map(\.rawValue).joined(separator: ", "))")
        }
        let asked = said.grantTypes ?? [GrantType.authorizationCode.rawValue]
        let grants = ownGrants.filter { grant in asked.contains { $0.hasBytes(of: grant.rawValue) } }
        guard grants.contains(where: { $0 != .refreshToken }) else {
            throw refusal("grant_types holds none of \(ownGrants.map(\.rawValue).joined(separator: ", "))")
        }
        metadata.grantTypes = grants.map(\.rawValue)
        // A sector is proven by redirect URIs to which codes go. Where none goes, or a device waits for its tokens anywhere, it
        // would be a word alone, and the subjects of that sector are other clients'.
        let isPairwise = said.subjectType?.hasBytes(of: "pairwise") ?? false
        let isProven = !grants.contains(.deviceCode) && !said.redirectURIs.isEmpty
        guard isProven || !isPairwise && said.sectorURL == nil else {
            throw refusal(
                "pairwise subjects and a sector are for clients of the code flow alone, not for devices")
        }
        if grants.contains(.authorizationCode), let types = said.responseTypes {
            guard types.contains(where: { $0.hasBytes(of: "code") }) else {
                throw refusal("response_types lacks code: tokens never travel through the browser here")
            }
        }
        metadata.responseTypes = grants.contains(.authorizationCode) ? ["code"] : []
        if let scope = said.scope {
            let names = scope.split(separator: " ").filter { name in
                offered.contains { $0.utf8.elementsEqual(name.utf8) }
            }
            guard !names.isEmpty else { throw refusal("none of the scopes is offered here") }
            metadata.scope = names.joined(separator: " ")
        }
        // What this server will call is at a public host; loopback is for the settings of whoever runs it.
        for (name, url) in [
            ("jwks_uri", metadata.keysURL), ("sector_identifier_uri", metadata.sectorURL),
            ("backchannel_logout_uri", metadata.logoutURL),
        ] {
            guard url?.utf8.starts(with: "https://".utf8) ?? true else {
                throw refusal("\(name) is an https URL")
            }
        }
        try check(metadata)
        return metadata
    }

    /// The name that people are shown.
    ///
    /// - Parameter usual: where the client says none.
    static func ownName(_ metadata: ClientMetadata, usual: String) throws(OAuthRefusal) -> String {
        guard let name = metadata.name else { return String(usual.prefix(ShownName.longest)) }
        do throws(OAuthRefusal) {
            return try ShownName.checked(name, of: "a client's")
        } catch {
            throw refusal("client_name can't be shown: \(error.sentence)")
        }
    }

    private static func refusal(_ rule: String) -> OAuthRefusal { OAuthRefusal(.invalidClientMetadata, rule) }
}

extension Clients {
    /// The scopes that clients may ask people for.
    func offeredScopes() async throws -> [String] {
        let apis = try await database.read { try API.all(in: $0) }
        return OpenIDScope.allCases.map(\.rawValue) + apis.flatMap { $0.scopes.map(\.scope) }
    }
}
