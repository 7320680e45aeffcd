// Getting, listing and taking back tokens: /api/tokens.

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct TokenRoutes: Sendable {
    let authority: Authority
    let guarding: AuthenticateCaller

    private static let members = [
        "username", "password", "scopes", "audience", "name", "expires_in", "form", "description",
    ]

    /// `POST /api/tokens`
    func issue(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let body = try await JSONBody(of: request, members: Self.members)
        let caller = try await guarding.caller(of: request, context, body: body, at: now)
        let issued = try await authority.tokens.issue(
            TokenRequest(
                audience: try body.string("audience"),
                scopes: try body.strings("scopes"),
                name: try body.string("name"),
                expiresIn: try body.integer("expires_in"),
                form: try TokenRoutes.form(body.string("form")),
                description: try body.string("description")
            ),
            to: caller,
            at: now
        )
        return Answer.secret(.created, TokenAnswer.json(issued))
    }

    /// `GET /api/tokens`
    func list(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        _ = try await JSONBody(of: request, members: [])
        let caller = try await guarding.caller(of: request, context, at: now)
        let tokens = try await authority.tokens.named(of: caller.account, at: now)
        return Answer.secret(
            .ok,
            JSONWriter.object { json in
                json.array("tokens", tokens) { TokenAnswer.write($1, to: &$0) }
            }
        )
    }

    /// `DELETE /api/tokens/{id}`
    func takeBack(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        _ = try await JSONBody(of: request, members: [])
        let caller = try await guarding.caller(of: request, context, at: now)
        let id = context.parameters.get("id") ?? ""
        try await authority.tokens.takeBack(id, of: caller.account, at: now)
        return Answer.empty(.noContent)
    }

    /// `POST /api/tokens/{id}/roll`
    func roll(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let body = try await JSONBody(of: request, members: ["overlap", "expires_in"])
        let caller = try await guarding.caller(of: request, context, at: now)
        let issued = try await authority.tokens.roll(
            context.parameters.get("id") ?? "",
            overlap: try body.integer("overlap") ?? 0,
            expiresIn: try body.integer("expires_in"),
            of: caller,
            at: now
        )
        return Answer.secret(.created, TokenAnswer.json(issued))
    }

    private static func form(_ name: String?) throws(OAuthRefusal) -> TokenForm {
        guard let name else { return .jwt }
        guard let form = TokenForm(rawValue: name) else {
            throw OAuthRefusal(.invalidRequest, "form is jwt or opaque")
        }
        return form
    }
}
