// The guard of a group of routes that ask more of a token than the door does.

internal import Hummingbird
internal import JOSE

/// Refuses tokens that do not meet a requirement.
struct RequirementMiddleware<Context: TokenContext>: RouterMiddleware {
    private let check: @Sendable (VerifiedToken) throws(TokenRejection) -> Void

    init(_ check: @escaping @Sendable (VerifiedToken) throws(TokenRejection) -> Void) { self.check = check }

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let token = try context.requireToken()
        do {
            try check(token)
        } catch {
            throw TokenRefusal(error)
        }
        return try await next(request, context)
    }
}
