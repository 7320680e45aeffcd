// The end-session endpoint (OpenID Connect RP-Initiated Logout §2), and the form by which a person signs out.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import OAuth

struct LogoutRoutes: Sendable {
    let authority: Authority
    let visitors: Visitors

    private var issuer: Issuer { authority.issuer }

    /// `GET /oauth/logout`
    func show(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        return visitor.keeping(
            try await examine(request.uri.query ?? "", by: visitor, isConfirmed: false, at: now))
    }

    /// `POST /oauth/logout`: the same as a GET. A browser that comes from another site brings its cookie only to a GET.
    func repost(_ request: Request) async throws -> Response {
        let form = try await FormBody(of: request)
        return Answer.redirect(to: "\(issuer.path)/oauth/logout?\(form.text)")
    }

    /// `POST /logout`: the form of a page of ours, so whoever sends it was asked.
    func confirm(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        let form = try await visitors.form(of: request, from: visitor)
        guard form.parameters.has("request") else {
            if let session = visitor.signedIn?.session { try await authority.sessions.end(session, at: now) }
            return leaving(Answer.redirect(to: "\(issuer.path)/login"))
        }
        return try await examine(form.value("request") ?? "", by: visitor, isConfirmed: true, at: now)
    }

    private func examine(
        _ query: String,
        by visitor: Visitor,
        isConfirmed: Bool,
        at now: Int
    ) async throws -> Response {
        let step = try await authority.logouts.examine(
            FormParameters.of(query.utf8), signedIn: visitor.signedIn, isConfirmed: isConfirmed, at: now)
        switch step {
        case .ask(let question):
            return LogoutPage(
                issuer: issuer, formToken: visitor.formToken, request: query, question: question
            )
            .page.answer
        case .ended(let end):
            return leaving(
                end.destination.map { Answer.redirect(to: $0.location) }
                    ?? SignedOutPage(issuer: issuer, end: end).page.answer)
        }
    }

    /// An answer that takes the cookie away.
    private func leaving(_ answer: Response) -> Response {
        var answer = answer
        answer.headers.append(
            HTTPField(name: .setCookie, value: visitors.cookies.clearing(visitors.cookies.session)))
        return answer
    }
}
