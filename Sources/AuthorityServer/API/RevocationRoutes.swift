// Taking back many things at once: /api/revocations.

internal import Authority
internal import Hummingbird
internal import JOSE

struct RevocationRoutes: Sendable {
    let authority: Authority
    let guarding: AuthenticateCaller

    private static let members = ["account", "client", "audience", "scope", "jti", "before", "dry_run"]

    /// `POST /api/revocations`
    func takeBack(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let body = try await JSONBody(of: request, members: Self.members)
        let caller = try await guarding.caller(of: request, context, at: now)
        let order = RevocationRequest(
            account: try body.string("account"),
            client: try body.string("client"),
            audience: try body.string("audience"),
            scope: try body.string("scope"),
            jti: try body.string("jti"),
            before: try body.moment("before"),
            isDryRun: try body.boolean("dry_run") ?? false
        )
        let count = try await authority.tokens.takeBack(order, by: caller, at: now)
        return Answer.secret(.ok, RevocationAnswer.json(count, isDryRun: order.isDryRun))
    }
}
