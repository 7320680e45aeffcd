// What scripts of other sites may ask: the apps that are registered here, at the endpoints that a browser app needs, and nobody else.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

/// Answers preflights of registered origins and lets their requests through (Fetch §3.2); all else is judged by
/// ``RefuseCrossSite``. No answer allows credentials: a cookie means nothing at these endpoints.
struct AllowBrowserApps<Context: ServerContext>: RouterMiddleware {
    let authority: Authority

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let refusing = RefuseCrossSite<Context>(issuer: authority.issuer)
        let origins = request.headers[values: .origin]
        guard origins.count == 1, let origin = origins.first, !origin.hasBytes(of: authority.issuer.origin),
            try await authority.browserOrigins.allows(origin)
        else {
            return try await refusing.handle(request, context: context, next: next)
        }
        // What is refused further in must be readable too, so it becomes an answer before the fields are added.
        var answer =
            request.method == .options
            ? AllowBrowserApps.preflight
            : try await RefusalAnswer<Context>(
                realm: authority.issuer.value, proofs: authority.proofs.rules.algorithmNames
            )
            .handle(request, context: context, next: next)
        answer.headers[.accessControlAllowOrigin] = origin
        answer.headers[.vary] = "Origin"
        answer.headers[.accessControlExposeHeaders] = "WWW-Authenticate, DPoP-Nonce, Retry-After"
        return answer
    }

    private static var preflight: Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, POST",
                .accessControlAllowHeaders: "Authorization, Content-Type, DPoP",
                .accessControlMaxAge: "600",
                .cacheControl: "no-store",
            ]
        )
    }
}
