// A token in a URL is refused everywhere, and in a form all but once: URLs end in logs, histories and Referer headers.

internal import HTTPTypes
package import Hummingbird
internal import NIOCore
internal import OAuth

/// Refuses `access_token` as a query or form parameter (RFC 6750 §2.2 and §2.3, RFC 9700 §4.3.2), and
/// anything in a query that looks like a token.
package struct RefuseTokenInQuery<Context: ServerContext>: RouterMiddleware {
    /// Forms are looked into up to this many bytes; nothing here takes a larger one.
    private let formLimit = 65_536
    /// The one path at which a form may carry a token: OpenID Connect Core §5.3.1 has the userinfo endpoint take it so.
    private let userinfo: String

    package init(userinfo: String) { self.userinfo = userinfo }

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let query = request.uri.query,
            FormParameters.of(query.utf8).contains(where: { isToken($0.name, $0.value) })
        {
            throw refusal
        }
        guard isForm(request), !request.uri.path.utf8.elementsEqual(userinfo.utf8) else {
            return try await next(request, context)
        }
        var request = request
        let body: ByteBufferView
        do {
            body = try await request.collectBody(upTo: formLimit).readableBytesView
        } catch {
            throw OAuthRefusal(.payloadTooLarge, "a form has at most \(formLimit) bytes here")
        }
        if FormParameters.contain("access_token", in: body) {
            throw refusal
        }
        return try await next(request, context)
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
        request.headers[values: .contentType].contains {
            $0.lowercased().utf8.starts(with: "application/x-www-form-urlencoded".utf8)
        }
    }

    /// What is signed and opens nothing: a hint (OpenID Connect Core §3.1.2.1), a request object (RFC 9101 §5).
    private let harmless = ["id_token_hint", "request"]

    private func isToken(_ name: String, _ value: String) -> Bool {
        if harmless.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { return false }
        if name.utf8.elementsEqual("access_token".utf8) { return true }
        if OpaqueToken(value) != nil || OpaqueToken.isSealed(value) { return true }
        // The header of every JWS begins with `{"`, which is `eyJ` in base64url.
        return value.utf8.starts(with: "eyJ".utf8)
            && value.utf8.count(where: { $0 == UInt8(ascii: ".") }) >= 2
    }
}
