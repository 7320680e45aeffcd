// Changing one's own password: /api/password.

internal import Authority
internal import Hummingbird

struct PasswordRoutes: Sendable {
    let authority: Authority
    let guarding: AuthenticateCaller

    /// `POST /api/password`: sessions end with their login tokens, and what apps and devices got; named tokens live on.
    func change(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let body = try await JSONBody(of: request, members: ["current_password", "new_password"])
        let caller = try await guarding.caller(of: request, context, at: now)
        try await authority.accounts.changePassword(
            of: caller,
            current: body.required("current_password"),
            to: body.required("new_password"),
            from: guarding.place.clientAddress(of: request, context),
            at: now
        )
        return Answer.empty(.noContent)
    }
}
