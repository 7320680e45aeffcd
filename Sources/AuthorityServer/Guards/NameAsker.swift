// Who asks is known to whatever the request leads to.

internal import Authority
internal import Hummingbird

/// Tells the authority where a request came from (``Asker``).
struct NameAsker<Context: ServerContext>: RouterMiddleware {
    let place: ServerPlace

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await Asker.$address.withValue(place.clientAddress(of: request, context)) {
            try await next(request, context)
        }
    }
}
