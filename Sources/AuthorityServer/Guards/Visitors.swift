// Whose browser is asking for a page, and whether a form that it sends is one of ours.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import OAuth

/// A browser: somebody's, or nobody's yet.
struct Visitor: Sendable {
    let signedIn: SignedIn?
    /// What its forms are bound to.
    fileprivate let secret: String
    /// A cookie that it is to be given.
    fileprivate let newCookie: String?
    /// The text that a form of a page carries.
    let formToken: String

    /// The same answer with the cookie that the browser still lacks.
    func keeping(_ answer: Response) -> Response {
        guard let newCookie else { return answer }
        var answer = answer
        answer.headers.append(HTTPField(name: .setCookie, value: newCookie))
        return answer
    }
}

/// Tells browsers apart.
struct Visitors: Sendable {
    let sessions: Sessions
    let cookies: PageCookies
    let place: ServerPlace

    /// - Throws: ``OAuthRefusal`` for cookies that can't all be ours.
    func visitor(of request: Request, _ context: some ServerContext, at now: Int) async throws -> Visitor {
        let address = place.clientAddress(of: request, context)
        if let cookie = try cookies.value(cookies.session, of: request),
            let signedIn = try await sessions.find(cookie: cookie, from: address, at: now)
        {
            return Visitor(
                signedIn: signedIn, secret: cookie, newCookie: nil, formToken: sessions.formToken(for: cookie)
            )
        }
        let known = try cookies.value(cookies.visit, of: request).flatMap { $0.utf8.count <= 64 ? $0 : nil }
        let secret = known ?? RandomSecret.text(16)
        return Visitor(
            signedIn: nil,
            secret: secret,
            newCookie: known == nil ? cookies.setting(cookies.visit, to: secret) : nil,
            formToken: sessions.formToken(for: secret)
        )
    }

    /// The form of a page, if it is one of ours.
    ///
    /// - Throws: ``OAuthRefusal`` `cross_site_request` for a form that another site made.
    func form(of request: Request, from visitor: Visitor) async throws -> FormBody {
        let form = try await FormBody(of: request)
        guard let token = form.value("form_token"), sessions.accepts(formToken: token, for: visitor.secret)
        else {
            throw OAuthRefusal(
                .crossSiteRequest,
                "this form is out of date, or another site made it; go back, reload, and try again")
        }
        return form
    }

    /// The browser as a sign-in knows it.
    func browser(of request: Request, _ context: some ServerContext) -> SigningBrowser {
        SigningBrowser(
            address: place.clientAddress(of: request, context), agent: request.headers[.userAgent])
    }
}
