// An offer to speak another protocol is declined, and the connection on which it was made ends with the answer.

internal import HTTPTypes
package import Hummingbird

/// Answers a request with `Upgrade` as any other (RFC 9110 §7.8), and closes its connection.
///
/// What follows such a request is another protocol for the reader below us, so a second request on the same connection
/// would never be answered. Java's HTTP client offers `h2c` with each first request and keeps the connection.
package struct DeclineUpgrade<Context: ServerContext>: RouterMiddleware {
    package init() {}

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var answer = try await next(request, context)
        if request.headers[.upgrade] != nil { answer.headers[.connection] = "close" }
        return answer
    }
}
