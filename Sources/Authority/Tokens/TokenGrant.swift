// What a token may be issued for: which API, which scopes, how long.

internal import OAuth
internal import Records
internal import SQL

/// A token request that was checked against the API and the account.
struct TokenGrant: Sendable {
    let audience: String
    let scopes: ScopeSet
    let expiresAt: Int
    /// `nil` for a login token.
    let name: String?
    /// Of a named token; empty where nothing was said.
    let description: String
    let form: TokenForm

    /// Checks a request, in this order: API, scopes, name and description, form, lifetime.
    ///
    /// - Parameter longest: the most seconds for which a named token may be asked.
    /// - Throws: ``OAuthRefusal`` `invalid_target`, `invalid_scope` or `invalid_request`.
    init(
        _ request: TokenRequest,
        for account: Account,
        issuer: Issuer,
        longest: Int,
        at now: Int,
        in db: any SQLTransaction
    ) throws {
        if let asked = request.audience, asked.utf8.elementsEqual(issuer.value.utf8) {
            guard request.name == nil else {
                throw OAuthRefusal(
                    .invalidTarget,
                    "a named token is for an API, never for the issuer itself; leave name out, or name an API"
                )
            }
            audience = issuer.value
            scopes = try TokenGrant.scopes(request.scopes, known: [], held: [], of: audience)
        } else {
            guard let api = try TokenGrant.api(request.audience, in: db) else {
                throw OAuthRefusal(
                    .invalidTarget,
                    request.audience == nil
                        ? "there is no default API; name one as audience"
                        : "the audience is not an API that tokens are issued for here"
                )
            }
            audience = api.identifier
            let held = try AccountScopes.of(account: account.id, api: api.identifier, in: db)
            scopes = try TokenGrant.scopes(
                request.scopes,
                known: api.scopes.map(\.scope),
                held: held,
                of: api.identifier
            )
        }
        name = try request.name.map { try ShownName.checked($0, of: "a token's") }
        guard name != nil || (request.description == nil && request.form == .jwt) else {
            throw OAuthRefusal(
                .invalidRequest, "only a named token is described or opaque; give it a name as well")
        }
        description = try TokenGrant.checked(description: request.description ?? "")
        form = request.form
        expiresAt = now + (try TokenGrant.lifetime(request.expiresIn, longest: name == nil ? nil : longest))
    }

    /// The API that is named, or the default API. What can't be an API's identifier is not looked up.
    static func api(_ asked: String?, in db: any SQLTransaction) throws -> API? {
        guard let asked else { return try API.findDefault(in: db) }
        return APIs.isIdentifier(asked) ? try API.find(identifier: asked, in: db) : nil
    }

    /// - Parameter holder: who asks, for the sentence of a refusal.
    static func scopes(
        _ asked: [String]?,
        known: [String],
        held: [String],
        of api: String,
        by holder: String = "this account"
    ) throws(OAuthRefusal) -> ScopeSet {
        for name in asked ?? [] {
            guard known.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                let list = known.isEmpty ? "none" : known.joined(separator: " ")
                throw OAuthRefusal(.invalidScope, "\(cut(name)) is not a scope of \(api); it has: \(list)")
            }
            guard held.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                throw OAuthRefusal(.invalidScope, "\(holder) does not hold the scope \(name) of \(api)")
            }
        }
        return ScopeSet((asked ?? held).compactMap { Scope($0) })
    }

    private static func checked(description: String) throws(OAuthRefusal) -> String {
        guard description.unicodeScalars.count <= 500,
            description.unicodeScalars.allSatisfy({
                $0 == "\n" || ShownName.isPrintable($0.properties.generalCategory)
            })
        else {
            throw OAuthRefusal(
                .invalidRequest,
                "a token's description has at most 500 characters, and no control characters but line ends")
        }
        return description
    }

    /// Seconds.
    ///
    /// - Parameter named: the policy's maximum for a named token; `nil` for a login token.
    static func lifetime(_ asked: Int?, longest named: Int?) throws(OAuthRefusal) -> Int {
        let longest = named ?? TokenLifetime.session
        guard let asked else { return min(named == nil ? longest : TokenLifetime.namedDefault, longest) }
        guard (1...longest).contains(asked) else {
            throw OAuthRefusal(
                .invalidRequest,
                "expires_in is 1 to \(longest) seconds for a \(named == nil ? "login" : "named") token; asked for "
                    + "\(asked)"
            )
        }
        return asked
    }

    private static func cut(_ text: String) -> String {
        String(decoding: text.utf8.prefix(64), as: UTF8.self)
    }
}
