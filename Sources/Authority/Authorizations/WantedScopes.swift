// What an authorization is asked for: scopes of OpenID Connect and of the APIs that the request means, and details.

internal import JOSE
package import OAuth
package import Records
internal import SQL

/// Scopes that were asked for and exist.
package struct WantedScopes: Sendable {
    package let openID: [OpenIDScope]
    /// The APIs that are meant, in the order of the request, each with the scopes that it has of those asked for.
    package let apis: [(api: API, scopes: [String])]
    /// Authorization details, each for one of these APIs.
    let details: [RequestedDetail]

    /// Reads the parameters `scope`, `resource` and `authorization_details` (RFC 6749 §3.3, RFC 8707 §2.1, RFC 9396 §2).
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target`, `invalid_scope` or `invalid_authorization_details`.
    init(
        _ parameters: RequestParameters,
        for client: RegisteredClient,
        issuer: Issuer,
        in db: any SQLTransaction
    ) throws {
        details = try WantedScopes.details(parameters, for: client, in: db)
        let asksForDetails = !details.isEmpty
        let said = parameters.value("scope").map { text in
            ScopeSet(text.split(separator: " ").compactMap { Scope(String($0)) }).names
        }
        // Who says in detail what it wants and names no scope wants no scope.
        let names = said ?? (asksForDetails ? [] : nil)
        let openID = OpenIDScope.allCases.filter { scope in
            names?.contains { $0.hasBytes(of: scope.rawValue) } ?? false
        }
        let others = names?.filter { name in !openID.contains { $0.rawValue.hasBytes(of: name) } }
        var apis = try WantedScopes.named(parameters.values("resource"), issuer, in: db)
        let means = others.map { !$0.isEmpty } ?? true
        if apis.isEmpty, means {
            apis = try WantedScopes.usual(for: client, in: db).map { [$0] } ?? []
            apis += try WantedScopes.others(having: others ?? [], beside: apis, in: db)
        }
        let isOpenID = openID.contains(.openid)
        for name in others ?? [] where !apis.contains(where: { $0.has(name) }) {
            // OpenID Connect Core §3.1.2.1 has unknown scopes passed over; for others a slip would go unnoticed.
            guard isOpenID else {
                throw OAuthRefusal(
                    .invalidScope,
                    "\(PlainText.of(String(name.prefix(64)))) is no scope of \(WantedScopes.list(apis))")
            }
        }
        let asked = others ?? apis.flatMap { $0.scopes.map(\.scope) }.filter(client.mayAsk)
        for name in asked + openID.map(\.rawValue) where !client.mayAsk(for: name) {
            throw OAuthRefusal(.invalidScope, "this client may not ask for the scope \(name)")
        }
        self.openID = openID
        // An API that was only guessed, and has none of the scopes, is not meant.
        let isGuessed = parameters.values("resource").isEmpty
        let named = apis.map { api in
            (api, api.scopes.map(\.scope).filter { scope in asked.contains { $0.hasBytes(of: scope) } })
        }.filter { !isGuessed || !$0.1.isEmpty || $0.0.scopes.isEmpty }
        self.apis = WantedScopes.joined(named, details)
        guard !self.apis.isEmpty || !openID.isEmpty else {
            throw OAuthRefusal(
                .invalidScope, "the request asks for nothing: name a scope, or the API as resource")
        }
    }

    /// Whether a request is one of OpenID Connect.
    static func asksForOpenID(_ parameters: RequestParameters) -> Bool {
        (parameters.value("scope") ?? "").utf8.split(separator: UInt8(ascii: " ")).contains {
            $0.elementsEqual(OpenIDScope.openid.rawValue.utf8)
        }
    }

    private static func named(_ resources: [String], _ issuer: Issuer, in db: any SQLTransaction) throws
        -> [API]
    {
        var apis: [API] = []
        for resource in resources where !apis.contains(where: { $0.identifier.hasBytes(of: resource) }) {
            guard APIs.isIdentifier(resource), !resource.hasBytes(of: issuer.value),
                let api = try API.find(identifier: resource, in: db)
            else {
                throw OAuthRefusal(
                    .invalidTarget, "the resource is not an API that tokens are issued for here")
            }
            apis.append(api)
        }
        return apis
    }

    /// The API that is meant where none is named.
    static func usual(for client: RegisteredClient, in db: any SQLTransaction) throws -> API? {
        if let own = client.metadata.defaultAPI { return try API.find(identifier: own, in: db) }
        return try API.findDefault(in: db)
    }

    /// The APIs that scopes belong to which the usual one does not have, where each belongs to one API alone.
    private static func others(
        having scopes: [String],
        beside known: [API],
        in db: any SQLTransaction
    ) throws -> [API] {
        let strange = scopes.filter { scope in !known.contains { $0.has(scope) } }
        guard !strange.isEmpty else { return [] }
        let all = try API.all(in: db)
        var found: [API] = []
        for scope in strange {
            let owners = all.filter { $0.has(scope) }
            guard owners.count == 1, !found.contains(where: { $0.identifier == owners[0].identifier }) else {
                continue
            }
            found.append(owners[0])
        }
        return found
    }

    private static func list(_ apis: [API]) -> String {
        apis.isEmpty ? "any API that is meant" : apis.map(\.identifier).joined(separator: " or ")
    }
}

extension API {
    func has(_ scope: String) -> Bool { scopes.contains { $0.scope.hasBytes(of: scope) } }
}
