// Refusals at the OAuth endpoints, in the form that OAuth clients read (RFC 6749 §5.2).

internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import Logging
internal import OAuth

/// Answers refusals as `{"error":…,"error_description":…}`. What is no refusal goes on to ``RefusalAnswer``.
struct OAuthErrorAnswer<Context: ServerContext>: RouterMiddleware {
    let realm: String

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as OAuthRefusal {
            var metadata: Logger.Metadata = ["code": "\(refusal.code.rawValue)"]
            if let detail = refusal.detail { metadata["detail"] = "\(detail)" }
            context.logger.info("request refused", metadata: metadata)
            return answer(refusal)
        }
    }

    private func answer(_ refusal: OAuthRefusal) -> Response {
        let status = HTTPResponse.Status(of: refusal.code)
        let json = JSONWriter.object { json in
            json.member("error", error(of: refusal.code))
            json.member("error_description", PlainText.of(refusal.sentence))
        }
        var answer = Answer.secret(status, json)
        if let seconds = refusal.retryAfter { answer.headers[.retryAfter] = String(seconds) }
        // RFC 6749 §5.2 wants the scheme that was tried. Browsers would ask people for a password; a request that one
        // sends from another site does not come this far.
        if refusal.code == .invalidToken || refusal.code == .tokenMissing {
            let error = refusal.code == .invalidToken ? ", error=\"invalid_token\"" : ""
            answer.headers[.wwwAuthenticate] = "Bearer realm=\(PlainText.quoted(realm))\(error)"
        } else if status == .unauthorized {
            answer.headers[.wwwAuthenticate] = "Basic realm=\(PlainText.quoted(realm)), charset=\"UTF-8\""
        }
        return answer
    }

    /// The codes of the OAuth registry as they are; of those that are ours alone the status says enough.
    private func error(of code: OAuthRefusal.Code) -> String {
        switch code {
        case .namedTokenNotAllowed, .crossSiteRequest, .administratorRequired, .tokenMissing,
            .credentialsInvalid,
            .passwordUnfit, .tokenInQuery, .notFound, .alreadyExists, .unsupportedMediaType, .payloadTooLarge:
            OAuthRefusal.Code.invalidRequest.rawValue
        case .temporarilyUnavailable, .hashQueueFull, .tooManyAttempts:
            OAuthRefusal.Code.temporarilyUnavailable.rawValue
        default: code.rawValue
        }
    }
}
