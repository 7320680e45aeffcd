// Why a request was refused on account of its token, and the answer that says so.

public import HTTPTypes
public import Hummingbird
public import JOSE

/// A request that a token, or the want of one, keeps out.
///
/// ``TokenMiddleware`` answers it with its own realm and writes one line of log. Thrown where there is no such
/// middleware around, it answers for itself.
public struct TokenRefusal: HTTPResponseError, Sendable {
    /// The status of the answer.
    public let status: HTTPResponse.Status
    /// The stable code, for programs.
    public let code: String
    /// What the caller is told.
    public let spoken: String
    /// What the log is told. Never the token.
    public let detail: String

    private let error: String?
    private var violations: [String] = []
    private var scopes: (need: [String], have: [String])?
    private var authentication: (maximumAge: Int?, acr: [String]) = (nil, [])
    private var retryAfter: Int?

    private init(
        _ status: HTTPResponse.Status,
        code: String,
        error: String?,
        spoken: String,
        detail: String? = nil
    ) {
        self.status = status
        self.code = code
        self.error = error
        self.spoken = spoken
        self.detail = detail ?? spoken
    }

    /// No token came with the request.
    public static let missing = TokenRefusal(
        .unauthorized,
        code: "token_missing",
        error: nil,
        spoken: "a token is needed: send the header Authorization: Bearer and the token"
    )

    /// The request itself breaks a rule of RFC 6750.
    static func invalidRequest(_ spoken: String) -> TokenRefusal {
        TokenRefusal(.badRequest, code: "invalid_request", error: "invalid_request", spoken: spoken)
    }

    /// A token in a URL or a form stays in logs and histories (RFC 9700 §4.3.2). Whether it is good is not looked at.
    static let inQuery = TokenRefusal(
        .badRequest,
        code: "token_in_query",
        error: "invalid_request",
        spoken:
            "a token belongs into the header Authorization, never into a URL or a form; take this one back"
    )

    /// A form that is too long to be looked through.
    static let formTooLarge = TokenRefusal(
        .contentTooLarge,
        code: "payload_too_large",
        error: "invalid_request",
        spoken: "a form may have at most 65536 bytes here"
    )

    /// What a rejected token means for the request that carried it.
    public init(_ rejection: TokenRejection) {
        switch rejection {
        case .keysUnavailable, .statusUnavailable, .introspectionUnavailable, .proofsUnavailable:
            // Our fault, never the token's: an outage must not look like a bad token.
            self.init(
                .serviceUnavailable,
                code: rejection.code,
                error: nil,
                spoken: rejection.spoken,
                detail: rejection.detail
            )
            retryAfter = 5
        case .scopeMissing(let needed, let held):
            self.init(
                .forbidden,
                code: rejection.code,
                error: "insufficient_scope",
                spoken: rejection.spoken,
                detail: rejection.detail
            )
            scopes = (needed, held)
        default:
            self.init(
                .unauthorized,
                code: rejection.code,
                error: TokenRefusal.error(of: rejection),
                spoken: rejection.spoken,
                detail: rejection.detail
            )
            switch rejection {
            case .refused(let violations): self.violations = violations.map(\.code)
            case .authenticationTooOld(let age, let acr), .authenticationTooWeak(let age, let acr):
                authentication = (age, acr)
            default: break
            }
        }
    }

    /// The error code of a challenge (RFC 6750 §3.1, RFC 9449 §7.1 and §9, RFC 9470 §3).
    private static func error(of rejection: TokenRejection) -> String {
        switch rejection {
        case .authenticationTooOld, .authenticationTooWeak: "insufficient_user_authentication"
        case .nonceRequired: "use_dpop_nonce"
        // The proof may be good; the token is not for its key, or for no key.
        case .proofInvalid(.keyMismatch), .proofInvalid(.tokenNotBound): "invalid_token"
        case .proofMissing, .proofInvalid, .proofReplayed: "invalid_dpop_proof"
        default: "invalid_token"
        }
    }

    /// The answer to a request whose token came with a scheme.
    func response(to scheme: Challenge.Scheme = .bearer, _ terms: ChallengeTerms) -> Response {
        var problem = Problem(status, code: code, detail: spoken)
        problem.details.violations = violations
        problem.details.scopes = scopes
        if let nonce = terms.nonce {
            // A nonce is for one client, now (RFC 9449 §8.2).
            problem.headers[.dpopNonce] = nonce
            problem.headers[.cacheControl] = "no-store"
        }
        if let retryAfter {
            problem.headers[.retryAfter] = String(retryAfter)
            return problem.response
        }
        let challenges = terms.challenges(to: scheme) { challenge in
            // RFC 6750 knows nothing of proofs: a token that needs one is no bearer token.
            challenge.error =
                challenge.scheme == .bearer && error == "invalid_dpop_proof" ? "invalid_token" : error
            challenge.description = error.map { _ in spoken }
            challenge.scope = scopes.map { $0.need.joined(separator: " ") }
            (challenge.maximumAge, challenge.acr) = authentication
        }
        for challenge in challenges {
            problem.headers.append(HTTPField(name: .wwwAuthenticate, value: challenge))
        }
        return problem.response
    }

    /// The answer where no ``TokenMiddleware`` gives it.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        response(ChallengeTerms(realm: "api"))
    }
}
