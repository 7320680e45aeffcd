// A client as the flows see it: its row, and what its metadata means.

internal import JOSE
package import OAuth
package import Records
internal import SQL

/// A client whose metadata was read.
package struct RegisteredClient: Sendable {
    package let record: Client
    package let metadata: ClientMetadata
    /// The redirect URIs that it may name.
    let redirects: [RedirectURI]
    /// How it proves itself.
    package let authentication: ClientAuthentication
    package let grantTypes: Set<GrantType>

    package var id: String { record.id }
    /// What people call it.
    package var name: String { record.name }

    /// Reads a client's row.
    ///
    /// - Throws: ``OAuthRefusal`` for metadata that no version of this program would have stored.
    init(_ record: Client) throws(OAuthRefusal) {
        let metadata = try ClientMetadata(parsing: record.metadata)
        self.record = record
        self.metadata = metadata
        var redirects: [RedirectURI] = []
        for uri in metadata.redirectURIs { redirects.append(try RedirectURI(uri)) }
        self.redirects = redirects
        authentication =
            metadata.authentication.flatMap { name in
                ClientAuthentication.allCases.first { $0.rawValue.hasBytes(of: name) }
            } ?? .secretBasic
        // RFC 7591 §2: what is not said is the code alone. A code without a refresh token would be of little use.
        let names = metadata.grantTypes ?? [GrantType.authorizationCode.rawValue]
        grantTypes = Set(
            GrantType.allCases.filter { type in names.contains { $0.hasBytes(of: type.rawValue) } })
    }

    /// Whether it can keep nothing secret.
    package var isPublic: Bool { authentication == .none }

    /// Whether the requests of this client need no challenge (RFC 9700 §2.1.1): only where it proves itself, and an
    /// administrator said so.
    var isPKCEOptional: Bool { !isPublic && (metadata.pkce?.hasBytes(of: "optional") ?? false) }

    /// Whether it is named by the URL of a document that describes it.
    package var isDescribedByItself: Bool { record.origin == .document }

    /// Whether its own words about itself were checked by an administrator.
    package var isVouchedFor: Bool { record.origin == .administrator }

    /// The algorithm that signs its ID tokens. RS256 is the one that OpenID Connect has every client know (Core §15.1).
    var idTokenAlgorithm: SignatureAlgorithm {
        metadata.idTokenAlgorithm.flatMap { SignatureAlgorithm(name: $0) } ?? .rs256
    }

    /// Whether it may ask people for a scope.
    func mayAsk(for scope: String) -> Bool {
        guard let allowed = metadata.scope else { return true }
        return allowed.utf8.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(scope.utf8) }
    }

    /// Whether it may learn a single claim of a person: only where it may ask for a scope that tells it.
    func mayLearn(claim: String) -> Bool {
        OpenIDScope.allCases.contains { $0.claims.contains(claim) && mayAsk(for: $0.rawValue) }
    }

    /// What tells people where they are: the host of its site, of its document, or of where they go next.
    package var host: String? {
        let url = record.origin == .document ? id : metadata.siteURL
        return url.flatMap { RegisteredClient.host(of: $0) }
    }

    /// The page of its privacy policy, as far as people may be led there.
    package var policyURL: String? { own(metadata.policyURL) }
    /// The page of its terms.
    package var termsURL: String? { own(metadata.termsURL) }

    /// A page that a client named. Of a client that nobody vouches for it must stand where its people are sent: another's page
    /// would lend its name to whoever registered it (RFC 7591 §5).
    private func own(_ url: String?) -> String? {
        guard let url, !isVouchedFor else { return url }
        guard let host = RegisteredClient.host(of: url) else { return nil }
        let isOwn = redirects.contains { RegisteredClient.host(of: $0.value)?.hasBytes(of: host) ?? false }
        return isOwn ? url : nil
    }

    /// The host of a URL, with its port; `nil` for a scheme of an app's own.
    static func host(of url: String) -> String? {
        let schemes = ["https://", "http://"]
        guard let scheme = schemes.first(where: { url.utf8.starts(with: $0.utf8) }) else { return nil }
        let rest = url.utf8.dropFirst(scheme.utf8.count)
        return String(decoding: rest.prefix { !"/?#".utf8.contains($0) }, as: UTF8.self)
    }
}

extension DirectoryLook {
    /// The client of that id, disabled or not, with its metadata read.
    func client(_ id: String) throws -> RegisteredClient? {
        // The text, and what was read of it.
        let bytes = { (client: RegisteredClient) in 2_000 + 4 * client.record.metadata.utf8.count }
        return try answer(.client(id), bytes: bytes) { db in
            try Client.find(id: id, in: db).map { try RegisteredClient($0) }
        }
    }
}
