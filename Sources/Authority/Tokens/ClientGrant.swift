// What a token may be issued to a client for: which API, and which scopes of it.

internal import OAuth
internal import Records
internal import SQL

/// A request of a client that was checked against the API and what the client holds there.
struct ClientGrant: Sendable {
    let api: API
    let scopes: ScopeSet

    var audience: String { api.identifier }

    /// Checks a request, in this order: API, scopes.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target` or `invalid_scope`.
    init(
        _ request: ClientTokenRequest,
        for client: RegisteredClient,
        issuer: Issuer,
        in directory: DirectoryLook
    ) throws {
        guard
            let api = try ClientGrant.api(
                request.audience ?? client.metadata.defaultAPI, issuer, in: directory)
        else {
            throw OAuthRefusal(
                .invalidTarget,
                request.audience == nil
                    ? "there is no default API; name one as resource"
                    : "the resource is not an API that tokens are issued for here"
            )
        }
        let held = try directory.scopes(ofClient: client.id, at: api.identifier)
        // An API without scopes asks only who it is; at any other, a client that holds nothing has no business.
        guard !held.isEmpty || api.scopes.isEmpty else {
            throw OAuthRefusal(.invalidTarget, "this client holds no scope of \(api.identifier)")
        }
        self.api = api
        scopes = try TokenGrant.scopes(
            ClientGrant.names(request.scope),
            known: api.scopes.map(\.scope),
            held: held,
            of: api.identifier,
            by: "this client"
        )
    }

    /// The API that is named, or the default API. The issuer's own API is for people.
    private static func api(_ asked: String?, _ issuer: Issuer, in directory: DirectoryLook) throws -> API? {
        guard let asked else { return try directory.defaultAPI() }
        guard APIs.isIdentifier(asked), !asked.utf8.elementsEqual(issuer.value.utf8) else { return nil }
        return try directory.api(asked)
    }

    /// The parts of a `scope` parameter (RFC 6749 §3.3): one space between two of them.
    static func names(_ scope: String?) -> [String]? {
        scope.map { text in
            text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }
}
