// Signing in with a browser, by a form.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct SignInRoutes: Sendable {
    let authority: Authority
    let visitors: Visitors

    private var issuer: Issuer { authority.issuer }

    /// `GET /login`
    func show(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        let to = FormParameters.of((request.uri.query ?? "").utf8).first { $0.name.hasBytes(of: "to") }?.value
        return visitor.keeping(try await page(for: visitor, to: to, at: now).page.answer)
    }

    /// `POST /login`
    func signIn(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        let form: FormBody
        do {
            form = try await visitors.form(of: request, from: visitor)
        } catch let refusal as OAuthRefusal where refusal.code == .crossSiteRequest {
            var again = try await page(for: visitor, to: nil, at: now)
            again.problem = refusal
            return visitor.keeping(again.page.answer)
        }
        var again = try await page(for: visitor, to: form.value("to"), at: now)
        do {
            let new = try await authority.sessions.signIn(
                username: form.value("username") ?? "",
                password: form.required("password"),
                on: visitors.browser(of: request, context),
                replacing: visitor.signedIn?.session,
                at: now
            )
            var answer = Answer.redirect(to: again.to.value)
            let cookies = visitors.cookies
            answer.headers.append(
                HTTPField(
                    name: .setCookie,
                    value: cookies.setting(
                        cookies.session, to: new.cookie, longest: new.signedIn.expiresAt - now)))
            answer.headers.append(HTTPField(name: .setCookie, value: cookies.clearing(cookies.visit)))
            return answer
        } catch let refusal as OAuthRefusal {
            again.problem = refusal
            again.username = form.value("username")
            var answer = again.page.answer
            if let seconds = refusal.retryAfter { answer.headers[.retryAfter] = String(seconds) }
            return visitor.keeping(answer)
        }
    }

    /// The page for a visitor on the way somewhere.
    private func page(for visitor: Visitor, to: String?, at now: Int) async throws -> SignInPage {
        let back = to.flatMap { ReturnPath($0, of: issuer) } ?? ReturnPath(path: "/account", of: issuer)
        var page = SignInPage(issuer: issuer, formToken: visitor.formToken, to: back)
        let parameters = FormParameters.of(back.value.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())
        if let id = parameters.first(where: { $0.name.hasBytes(of: "client_id") })?.value {
            page.client = try await authority.clients.shown(id, at: now)
        }
        page.username =
            visitor.signedIn?.username ?? parameters.first { $0.name.hasBytes(of: "login_hint") }?.value
        page.isAgain = visitor.signedIn != nil
        return page
    }
}
