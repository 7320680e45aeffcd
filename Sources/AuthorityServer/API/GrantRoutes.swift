// What a person allowed to which client, and taking it back: /api/grants.

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct GrantRoutes: Sendable {
    let authority: Authority
    let guarding: AuthenticateCaller

    /// `GET /api/grants`
    func list(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let caller = try await guarding.caller(of: request, context, at: now)
        let grants = try await authority.consents.live(of: caller.account)
        return Answer.secret(
            .ok,
            JSONWriter.object { json in
                json.array("grants", grants) { json, listed in
                    json.member("id", listed.id)
                    json.member("client_id", listed.clientID)
                    json.member("client_name", listed.client)
                    json.member("created_at", Timestamp.text(listed.createdAt))
                    json.member("last_used_at", Timestamp.text(listed.usedAt))
                    json.array("scopes", listed.scopes) { json, scope in
                        if !scope.api.isEmpty { json.member("audience", scope.api) }
                        json.member("scope", scope.scope)
                        json.member("sentence", scope.sentence)
                    }
                    DetailAnswer.write(listed.details, to: &json)
                }
            }
        )
    }

    /// `DELETE /api/grants/{id}`
    func takeBack(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let caller = try await guarding.caller(of: request, context, at: now)
        try await authority.consents.takeBack(
            context.parameters.get("id") ?? "", of: caller.account, at: now)
        return Answer.empty(.noContent)
    }
}
