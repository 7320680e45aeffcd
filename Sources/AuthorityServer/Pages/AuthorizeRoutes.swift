// The authorization endpoint (RFC 6749 §3.1): what the authority decides about a request is rendered, and no more.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct AuthorizeRoutes: Sendable {
    let authority: Authority
    let visitors: Visitors

    private var issuer: Issuer { authority.issuer }

    /// `GET /oauth/authorize`
    func show(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        try await examine(request.uri.query ?? "", of: request, context, at: now)
    }

    /// `POST /oauth/authorize` (OpenID Connect Core §3.1.2.1): the same as a GET. A browser that comes from another site
    /// brings its cookie only to a GET.
    func repost(_ request: Request) async throws -> Response {
        let form = try await FormBody(of: request)
        return Answer.redirect(to: "\(issuer.path)/oauth/authorize?\(form.text)")
    }

    /// `POST /consent`
    func decide(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        let form = try await visitors.form(of: request, from: visitor)
        let query = try form.required("request")
        let decision: ConsentDecision?
        switch form.value("decision") {
        case "allow": decision = .allowed
        case "deny": decision = .denied
        case "switch":
            return Answer.redirect(to: signInPath(for: query))
        default: throw OAuthRefusal(.invalidRequest, "say allow or deny")
        }
        // Who was asked must be who answers: another may have signed in meanwhile.
        let isAsked = visitor.signedIn?.accountID.hasBytes(of: form.value("account") ?? "") ?? false
        return try await examine(query, by: visitor, decision: isAsked ? decision : nil, at: now)
    }

    private func examine(
        _ query: String,
        of request: Request,
        _ context: some ServerContext,
        at now: Int
    ) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        return visitor.keeping(try await examine(query, by: visitor, decision: nil, at: now))
    }

    private func examine(
        _ query: String,
        by visitor: Visitor,
        decision: ConsentDecision?,
        at now: Int
    ) async throws -> Response {
        let step = try await authority.authorizations.examine(
            FormParameters.of(query.utf8), signedIn: visitor.signedIn, decision: decision, at: now)
        switch step {
        case .refusedHere(let refusal):
            let isAdministrator = visitor.signedIn?.caller.isAdministrator ?? false
            return RefusalPage(issuer: issuer, refusal: refusal, isAdministrator: isAdministrator).page.answer
        case .answered(let answer):
            return answer.mode == .formPost
                ? FormPostPage(issuer: issuer, answer: answer).page.answer
                : Answer.redirect(to: answer.location)
        case .offered(let answer, let refusal):
            let isAdministrator = visitor.signedIn?.caller.isAdministrator ?? false
            return RefusalPage(
                issuer: issuer, refusal: refusal, isAdministrator: isAdministrator, onward: answer
            ).page.answer
        case .needsSignIn(let question):
            return Answer.redirect(to: signInPath(for: question.request))
        case .needsConsent(let question):
            return ConsentPage(
                issuer: issuer, formToken: visitor.formToken, carried: ("request", question.request),
                question: question
            ).page.answer
        }
    }

    /// The page on which to sign in, and the way back to the request.
    private func signInPath(for query: String) -> String {
        ReturnPath.signIn(for: "/oauth/authorize?\(query)", of: issuer)
    }
}
