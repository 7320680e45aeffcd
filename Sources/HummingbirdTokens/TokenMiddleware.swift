// The guard at the door of an API: a request with a good token passes, any other is told why not.

public import Hummingbird
internal import JOSE
internal import Logging
public import OAuth
public import TokenVerifier

/// Lets requests with a good token through, and keeps the token in the context.
///
/// ```swift
/// let router = Router(context: TokenRequestContext.self)
/// router.add(middleware: try TokenMiddleware(issuer: "https://auth.example.com", audience: "https://api.example.com"))
/// router.get("me") { _, context in try context.requireToken().subject }
/// ```
public struct TokenMiddleware<Context: TokenContext>: RouterMiddleware {
    private let verifier: TokenVerifier
    private let realm: String

    /// A guard that asks a verifier.
    ///
    /// - Parameter realm: what the challenge names; the audience where this is `nil`.
    public init(verifier: TokenVerifier, realm: String? = nil) {
        self.verifier = verifier
        self.realm = realm ?? verifier.audience
    }

    /// Lets the request through with its token, or answers why not.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            var request = request
            var context = context
            let token = try await BearerToken.find(in: &request)
            context.token = try await verifier.verify(token)
            return try await next(request, context)
        } catch let refusal as TokenRefusal {
            return answer(refusal, context)
        } catch let rejection as TokenRejection {
            return answer(TokenRefusal(rejection), context)
        }
    }

    private func answer(_ refusal: TokenRefusal, _ context: Context) -> Response {
        context.logger.info(
            "token refused",
            metadata: ["code": "\(refusal.code)", "detail": "\(Challenge.plain(refusal.detail))"]
        )
        return refusal.response(realm: realm)
    }
}

extension TokenMiddleware where Context == TokenRequestContext {
    /// A guard that trusts one issuer. With a context of your own, use ``init(verifier:realm:)``.
    ///
    /// - Throws: ``OAuthRefusal`` when issuer or audience make no sense.
    public init(issuer: String, audience: String) throws(OAuthRefusal) {
        self.init(verifier: try TokenVerifier(issuer: issuer, audience: audience))
    }
}
