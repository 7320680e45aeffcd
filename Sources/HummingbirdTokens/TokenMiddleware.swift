// The guard at the door of an API: a request with a good token passes, any other is told why not.

internal import HTTPTypes
public import Hummingbird
internal import JOSE
internal import Logging
internal import NIOCore
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
    private let terms: ChallengeTerms
    /// `nil` where the scheme `DPoP` is not taken: without the URL of a request no proof can be checked.
    private let origin: RequestOrigin?
    private let certificate: ClientCertificate<Context>
    private let metadata: ProtectedResourceMetadata?

    /// A guard that asks a verifier. Tokens that are bound to a key or a certificate need more:
    /// ``init(verifier:realm:origin:certificate:metadata:)``.
    ///
    /// - Parameter realm: what the challenge names; the audience where this is `nil`.
    public init(verifier: TokenVerifier, realm: String? = nil) {
        self.init(verifier: verifier, realm: realm, origin: nil)
    }

    /// A guard that checks what a token is bound to, and says in its answers where the API's metadata is.
    ///
    /// - Parameters:
    ///   - realm: what the challenge names; the audience where this is `nil`.
    ///   - origin: where this API is reached; with it the scheme `DPoP` is taken (RFC 9449).
    ///   - certificate: where the certificate of a client comes from (RFC 8705).
    ///   - metadata: what the API says of itself (RFC 9728). It is named in challenges, and given to everyone who asks for
    ///     its path, without a token.
    public init(
        verifier: TokenVerifier,
        realm: String? = nil,
        origin: RequestOrigin?,
        certificate: ClientCertificate<Context> = .none,
        metadata: ProtectedResourceMetadata? = nil
    ) {
        self.verifier = verifier
        self.origin = origin
        self.certificate = certificate
        self.metadata = metadata
        terms = ChallengeTerms(
            realm: realm ?? verifier.audience,
            resourceMetadata: metadata?.url,
            takesBearer: !verifier.requiresBond || certificate.isRead || origin == nil,
            algorithms: origin == nil ? [] : verifier.proofAlgorithms
        )
    }

    /// Lets the request through with its token, or answers why not.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let answer = metadata?.answer(to: request) { return answer }
        var scheme = Challenge.Scheme.bearer
        var token: String?
        do {
            var request = request
            var context = context
            let credentials = try await TokenCredentials.find(in: &request, takesProofs: origin != nil)
            (scheme, token) = (credentials.scheme, credentials.token)
            context.token = try await verifier.verify(
                credentials.token,
                presented: TokenPresentation(
                    scheme: scheme == .dpop ? .dpop : .bearer,
                    proofs: request.headers[values: .dpop],
                    method: request.method.rawValue,
                    url: origin?.url(of: request) ?? "",
                    certificate: try certificate.certificate(of: request, context)
                )
            )
            var response = try await next(request, context)
            if scheme == .dpop, let nonce = verifier.proofNonce() { response.headers[.dpopNonce] = nonce }
            return response
        } catch let refusal as TokenRefusal {
            return answer(refusal, to: scheme, token, context)
        } catch let rejection as TokenRejection {
            return answer(TokenRefusal(rejection), to: scheme, token, context)
        }
    }

    private func answer(
        _ refusal: TokenRefusal,
        to scheme: Challenge.Scheme,
        _ token: String?,
        _ context: Context
    ) -> Response {
        var facts: Logger.Metadata = [
            "code": "\(refusal.code)", "detail": "\(PlainText.line(refusal.detail))",
        ]
        if let token { facts["fingerprint"] = "\(TokenFingerprint(of: token))" }
        context.logger.info("token refused", metadata: facts)
        var terms = terms
        if origin != nil { terms.nonce = verifier.proofNonce() }
        return refusal.response(to: scheme, terms)
    }
}

extension TokenMiddleware where Context == TokenRequestContext {
    /// A guard that trusts one issuer. With a context of your own, use ``init(verifier:realm:)``.
    ///
    /// - Parameter origin: where this API is reached, such as `https://api.example.com`; with it tokens that are bound to a
    ///   key are taken, with a DPoP proof (RFC 9449).
    /// - Throws: ``OAuthRefusal`` when issuer, audience or origin make no sense.
    public init(issuer: String, audience: String, origin: String? = nil) throws(OAuthRefusal) {
        let verifier = try TokenVerifier(issuer: issuer, audience: audience)
        let origin = try origin.map { origin throws(OAuthRefusal) in try RequestOrigin.fixed(origin) }
        self.init(verifier: verifier, origin: origin)
    }
}
