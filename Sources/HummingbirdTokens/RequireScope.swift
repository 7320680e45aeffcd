// Routes that need more than a good token: one that holds certain scopes.

public import Hummingbird
internal import JOSE
internal import OAuth

extension RouterMethods where Context: TokenContext {
    /// A group of routes that needs these scopes, all of them. The group that this is called on stays as it was.
    ///
    /// ```swift
    /// router.group("notes").requireScope("notes:read").get { request, context in … }
    /// ```
    public func requireScope(_ scopes: String...) -> RouterGroup<Context> {
        group().add(middleware: ScopeMiddleware(scopes: scopes))
    }
}

/// Refuses tokens that lack a scope.
private struct ScopeMiddleware<Context: TokenContext>: RouterMiddleware {
    let scopes: [String]

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            try context.requireToken().requireScopes(scopes)
        } catch let rejection as TokenRejection {
            throw TokenRefusal(rejection)
        }
        return try await next(request, context)
    }
}
