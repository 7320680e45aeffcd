// Which methods a path takes, told to whoever comes with another (RFC 9110 §9.3, §15.5.6).

internal import HTTPTypes
internal import Hummingbird

extension RouterMethods {
    /// A document that anyone may read: GET, HEAD with the same fields, OPTIONS, and 405 for the rest.
    func onlyRead(
        _ path: RouterPath,
        use handler: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        get(path, use: handler)
        on(path, method: .head) { try await handler($0, $1).createHeadResponse() }
        on(path, method: .options) { _, _ in
            Response(
                status: .noContent,
                headers: [
                    .allow: "GET, HEAD, OPTIONS", .accessControlAllowOrigin: "*",
                    .accessControlAllowMethods: "GET, HEAD", .accessControlMaxAge: "600",
                ])
        }
        refuse([.post, .put, .patch, .delete], at: path, allowing: "GET, HEAD, OPTIONS")
    }

    /// Answers 405 to methods that a path does not take.
    func refuse(_ methods: [HTTPRequest.Method], at path: RouterPath, allowing allowed: String) {
        for method in methods {
            on(path, method: method) { _, _ -> Response in
                throw HTTPError(
                    .methodNotAllowed, headers: [.allow: allowed], message: "this takes \(allowed)")
            }
        }
    }
}
