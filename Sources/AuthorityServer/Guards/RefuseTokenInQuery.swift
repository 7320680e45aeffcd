// A token in a URL is refused everywhere, and in a form all but once: URLs end in logs, histories and Referer headers.

internal import HTTPTypes
package import Hummingbird
internal import OAuth

/// Refuses `access_token` as a query or form parameter (RFC 6750 §2.2 and §2.3, RFC 9700 §4.3.2), and
/// anything in a query that looks like a token.
package struct RefuseTokenInQuery<Context: ServerContext>: RouterMiddleware {
    /// The path of the issuer.
    private let base: String
    /// Paths that are left to a guard like this one further in.
    private let leaving: [String]

    /// - Parameter leaving: paths under the issuer that have such a guard of their own.
    package init(base: String, leaving: [String] = []) {
        self.base = base
        self.leaving = leaving
    }

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // In any other spelling a path is judged here: what is not left out is judged twice, and never not at all.
        guard !isAt(leaving, request) else { return try await next(request, context) }
        let own = isAt(["/oauth/authorize", "/oauth/logout"], request) ? clientsOwn : []
        if let query = request.uri.query,
            FormParameters.of(query.utf8).contains(where: { isToken($0.name, $0.value, but: own) })
        {
            throw refusal
        }
        // The one path at which a form may carry a token: OpenID Connect Core §5.3.1 has the userinfo endpoint take it so.
        guard isForm(request), !isAt(["/oauth/userinfo"], request) else {
            return try await next(request, context)
        }
        var request = request
        let body = try await request.wholeBody(upTo: FormBody.limit).readableBytesView
        if FormParameters.contain("access_token", in: body) {
            throw refusal
        }
        return try await next(request, context)
    }

    private func isAt(_ paths: [String], _ request: Request) -> Bool {
        paths.contains { request.uri.path.utf8.elementsEqual((base + $0).utf8) }
    }

    private var refusal: OAuthRefusal {
        OAuthRefusal(
            .tokenInQuery,
            "a token must not travel in a URL or a form; send it in the header Authorization: Bearer …, and "
                + "take this "
                + "one back, for it may stand in a log"
        )
    }

    private func isForm(_ request: Request) -> Bool {
        request.headers[values: .contentType].contains { MediaType($0).isSame(FormBody.mediaType) }
    }

    /// What is signed and opens nothing: a hint (OpenID Connect Core §3.1.2.1), a request object (RFC 9101 §5).
    private let harmless = ["id_token_hint", "request"]

    /// What a client sends to have it back, or calls a person by: whatever it looks like, it is for the client to know what it
    /// is. Not a few sign their state.
    private let clientsOwn = ["state", "nonce", "login_hint", "logout_hint"]

    private func isToken(_ name: String, _ value: String, but own: [String]) -> Bool {
        if (harmless + own).contains(where: { $0.utf8.elementsEqual(name.utf8) }) { return false }
        if name.utf8.elementsEqual("access_token".utf8) { return true }
        if OpaqueToken(value) != nil || OpaqueToken.isSealed(value) { return true }
        // The header of every JWS begins with `{"`, which is `eyJ` in base64url.
        return value.utf8.starts(with: "eyJ".utf8)
            && value.utf8.count(where: { $0 == UInt8(ascii: ".") }) >= 2
    }
}
