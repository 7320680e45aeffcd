// One generation of an authorization in the making: what the transaction decided, from which the tokens are written.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// The tokens of one generation, before they are signed.
struct GenerationDraft: Sendable {
    let authorization: Authorization
    let terms: AuthorizationTerms
    let account: Account
    /// The API that the access token is for; `nil` for the userinfo endpoint alone.
    let api: API?
    let scopes: ScopeSet
    let handle: StatusHandle
    let issuedAt: Int
    let expiresAt: Int
    let sender: ProvenSender
    /// Of the refresh token that goes along; `nil` for none.
    let refreshGeneration: Int?
    /// Whether it is the first one, whose ID token repeats the nonce.
    let isFirst: Bool
    /// What the access token allows in detail (RFC 9396).
    var details: [JSONValue] = []
}

/// Which API and which scopes a token request means, of those that were approved.
struct ChosenScopes: Sendable {
    let api: API?
    let scopes: ScopeSet
    /// What was approved in detail for that API, or what is wanted of it.
    let details: [JSONValue]

    /// Chooses (RFC 8707 §2.2, RFC 6749 §6).
    ///
    /// - Parameters:
    ///   - resources: as the token request names them; empty for the first API that was approved.
    ///   - scope: fewer scopes; `nil` for all.
    ///   - details: fewer authorization details; `nil` for all.
    ///   - living: what the person still allows, and what of it the account holds.
    /// - Throws: ``OAuthRefusal`` `invalid_target`, `invalid_scope`, `invalid_authorization_details`, or `invalid_grant`
    ///   where nothing is left.
    init(
        _ terms: AuthorizationTerms,
        resources: [String],
        scope: String?,
        details: String? = nil,
        living: LivingScopes,
        account: Account,
        client: RegisteredClient,
        in directory: DirectoryLook
    ) throws {
        guard resources.count <= 1 else {
            throw OAuthRefusal(.invalidTarget, "an access token is for one API: send one resource")
        }
        let wanted = try WantedDetails(details, of: terms)
        let chosen = try ChosenScopes.api(terms, resources.first ?? wanted.api)
        var names = terms.openID.filter { name in ChosenScopes.holds(living.granted, "", name) }
        api = try chosen.map { chosen in
            guard let api = try directory.api(chosen.api),
                ChosenScopes.holds(living.granted, chosen.api, "")
            else { throw OAuthRefusal(.invalidGrant, "the API that was approved is gone") }
            let held = chosen.scopes.filter { ChosenScopes.holds(living.held, chosen.api, $0) }
            if held.isEmpty, !api.scopes.isEmpty,
                try directory.scopes(ofAccount: account.id, at: api.identifier).isEmpty
            {
                throw OAuthRefusal(.invalidGrant, "the account holds no scope of the API any more")
            }
            names += held
            return api
        }
        // What an administrator narrowed meanwhile is narrower for what was approved before as well.
        names = names.filter(client.mayAsk)
        guard !names.isEmpty || chosen?.scopes.isEmpty ?? false else {
            throw OAuthRefusal(.invalidGrant, "nothing is left of the scopes that were approved")
        }
        self.details = try wanted.chosen(at: api)
        guard let scope else {
            scopes = ScopeSet(names.compactMap { Scope($0) })
            return
        }
        let asked = scope.split(separator: " ").map(String.init)
        let approved = terms.openID + (chosen?.scopes ?? [])
        for name in asked where !approved.contains(where: { $0.hasBytes(of: name) }) {
            throw OAuthRefusal(.invalidScope, "the scope is wider than what was approved")
        }
        scopes = ScopeSet(names.compactMap { Scope($0) }).limited(to: asked)
    }

    private static func api(_ terms: AuthorizationTerms, _ resource: String?) throws(OAuthRefusal)
        -> AuthorizationTerms.APITerms?
    {
        guard let resource else { return terms.apis.first }
        guard let found = terms.apis.first(where: { $0.api.hasBytes(of: resource) }) else {
            throw OAuthRefusal(.invalidTarget, "the resource is not one that was approved")
        }
        return found
    }

    private static func holds(_ granted: [GrantedScope], _ api: String, _ scope: String) -> Bool {
        granted.contains { $0.api.hasBytes(of: api) && $0.scope.hasBytes(of: scope) }
    }
}
