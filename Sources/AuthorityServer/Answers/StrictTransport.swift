// Browsers are told to come back encrypted only (RFC 6797).

internal import HTTPTypes
package import Hummingbird

/// Adds `Strict-Transport-Security` to every answer. Other hosts of the same domain are not spoken for.
package struct StrictTransport<Context: ServerContext>: RouterMiddleware {
    /// A year.
    private static var policy: String { "max-age=31536000" }

    package init() {}

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var answer = try await next(request, context)
        answer.headers[.strictTransportSecurity] = Self.policy
        return answer
    }
}
