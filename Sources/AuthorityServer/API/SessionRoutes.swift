// Signing in and out for the scripts of a site's own pages: /session. They get a cookie, and need no token at all.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct SessionRoutes: Sendable {
    let authority: Authority
    let visitors: Visitors

    /// `POST /session`
    func begin(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let body = try await JSONBody(of: request, members: ["username", "password"])
        let visitor = try await visitors.visitor(of: request, context, at: now)
        let new = try await authority.sessions.signIn(
            username: body.required("username"),
            password: body.required("password"),
            on: visitors.browser(of: request, context),
            replacing: visitor.signedIn?.session,
            at: now
        )
        var answer = Answer.secret(.ok, SessionRoutes.json(new.signedIn))
        let cookies = visitors.cookies
        answer.headers.append(
            HTTPField(
                name: .setCookie,
                value: cookies.setting(cookies.session, to: new.cookie, longest: new.signedIn.expiresAt - now)
            ))
        return answer
    }

    /// `GET /session`
    func show(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        guard let signedIn = try await visitors.visitor(of: request, context, at: now).signedIn else {
            throw OAuthRefusal(
                .tokenMissing, "nobody is signed in with this browser; POST username and password here")
        }
        return Answer.secret(.ok, SessionRoutes.json(signedIn))
    }

    /// `DELETE /session`
    func end(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        if let session = try await visitors.visitor(of: request, context, at: now).signedIn?.session {
            try await authority.sessions.end(session, at: now)
        }
        var answer = Answer.empty(.noContent)
        answer.headers.append(
            HTTPField(name: .setCookie, value: visitors.cookies.clearing(visitors.cookies.session)))
        return answer
    }

    private static func json(_ signedIn: SignedIn) -> [UInt8] {
        JSONWriter.object { json in
            json.member("account", signedIn.accountID)
            json.member("username", signedIn.username)
            json.member("signed_in_at", Timestamp.text(signedIn.signedInAt))
            json.member("expires_at", Timestamp.text(signedIn.expiresAt))
        }
    }
}
