// The one place that turns what was thrown into an answer: a refusal is told, anything else is 500 and a log
// line.

internal import HTTPTypes
package import Hummingbird
internal import JOSE
internal import Logging
internal import OAuth

/// Answers refusals as `application/problem+json` (RFC 9457) with the stable code.
package struct RefusalAnswer<Context: ServerContext>: RouterMiddleware {
    private let realm: String
    /// The algorithms that may sign a proof of possession.
    private let proofs: [String]

    package init(realm: String, proofs: [String]) {
        self.realm = realm
        self.proofs = proofs
    }

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as OAuthRefusal {
            context.logger.info("request refused", metadata: log(refusal.code.rawValue, refusal.detail))
            return answer(refusal, to: request)
        } catch let rejection as TokenRejection {
            context.logger.info("token refused", metadata: log(rejection.code, rejection.detail))
            return answer(rejection, to: request)
        } catch let error as HTTPError {
            var answer = problem(
                error.status, code: code(of: error.status), sentence: error.body ?? "\(error.status)")
            answer.headers[.allow] = error.headers[.allow]
            return answer
        } catch let error as any HTTPResponseError {
            // What a route behind us threw as an answer is one.
            return try error.response(from: request, context: context)
        } catch {
            // The caller learns a number, the log learns what it was.
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return problem(
                .internalServerError,
                code: "server_error",
                sentence: "something failed here; the log has it under request \(context.id)"
            )
        }
    }

    private func answer(_ refusal: OAuthRefusal, to request: Request) -> Response {
        let status = HTTPResponse.Status(of: refusal.code)
        var answer = problem(status, code: refusal.code.rawValue, sentence: refusal.sentence)
        if let seconds = refusal.retryAfter { answer.headers[.retryAfter] = String(seconds) }
        // A Basic challenge would make browsers ask for, keep, and send passwords; so there is none.
        if status == .unauthorized {
            answer.headers[.wwwAuthenticate] = "Bearer realm=\(PlainText.quoted(realm))"
        } else if refusal.code == .tokenInQuery
            || refusal.code == .invalidRequest && scheme(of: request) != nil
        {
            // A token came, in a way that is none (RFC 6750 §3.1).
            answer.headers[.wwwAuthenticate] =
                "\(scheme(of: request) ?? "Bearer") realm=\(PlainText.quoted(realm)), error=\"invalid_request\", "
                + "error_description=\(PlainText.quoted(refusal.sentence))"
        }
        return answer
    }

    /// The scheme by which a request brings a token.
    private func scheme(of request: Request) -> String? {
        let field = (request.headers[values: .authorization].first ?? "").prefix(7).lowercased().utf8
        return field.starts(with: "dpop ".utf8)
            ? "DPoP" : field.elementsEqual("bearer ".utf8) ? "Bearer" : nil
    }

    private func answer(_ rejection: TokenRejection, to request: Request) -> Response {
        var (status, error, scope) = (HTTPResponse.Status.unauthorized, "invalid_token", "")
        if case .scopeMissing(let needed, _) = rejection {
            (status, error) = (.forbidden, "insufficient_scope")
            scope = ", scope=\(PlainText.quoted(needed.joined(separator: " ")))"
        }
        var answer = problem(status, code: rejection.code, sentence: rejection.spoken)
        // In the scheme that was used (RFC 9449 §7.1). A token that needs a proof is no bearer token, and to be told so.
        let isProof = scheme(of: request) == "DPoP"
        if isProof { error = RefusalAnswer.proofError(of: rejection) ?? error }
        answer.headers[.wwwAuthenticate] =
            "\(isProof ? "DPoP" : "Bearer") realm=\(PlainText.quoted(realm)), error=\"\(error)\"\(scope), "
            + "error_description=\(PlainText.quoted(rejection.spoken))" + (isProof ? ", \(algorithms)" : "")
        if !isProof, case .proofMissing = rejection {
            answer.headers.append(
                HTTPField(
                    name: .wwwAuthenticate, value: "DPoP realm=\(PlainText.quoted(realm)), \(algorithms)"))
        }
        return answer
    }

    private var algorithms: String { "algs=\(PlainText.quoted(proofs.joined(separator: " ")))" }

    /// The codes of RFC 9449 §7.1 and §9; `nil` where it is the token that is at fault.
    private static func proofError(of rejection: TokenRejection) -> String? {
        switch rejection {
        case .proofInvalid(.keyMismatch), .proofInvalid(.tokenNotBound): nil
        case .nonceRequired: OAuthRefusal.Code.useDPoPNonce.rawValue
        case .proofMissing, .proofInvalid, .proofReplayed: OAuthRefusal.Code.invalidDPoPProof.rawValue
        default: nil
        }
    }

    private func problem(_ status: HTTPResponse.Status, code: String, sentence: String) -> Response {
        let details = ProblemDetails(
            status: status.code,
            title: status.reasonPhrase,
            code: code,
            detail: sentence
        )
        var answer = Answer.body(status, ProblemDetails.mediaType, details.json)
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    private func code(of status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: "not_found"
        case .contentTooLarge: "payload_too_large"
        case .methodNotAllowed: "method_not_allowed"
        case .notImplemented: "not_implemented"
        default: "invalid_request"
        }
    }

    private func log(_ code: String, _ detail: String?) -> Logger.Metadata {
        detail.map { ["code": "\(code)", "detail": "\($0)"] } ?? ["code": "\(code)"]
    }
}
