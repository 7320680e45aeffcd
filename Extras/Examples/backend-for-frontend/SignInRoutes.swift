// Signing in and out: the browser goes to the authority and comes back with a code, which is worth nothing without this server.

import HTTPTypes
import Hummingbird
import JOSE
import Logging
import OAuth

struct SignInRoutes: Sendable {
    let site: Site

    /// `GET /login`
    func begin() async throws -> Response {
        let visit = Visit()
        var answer = Page.redirect(to: try site.issuer.signIn(visit))
        site.cookies.set(site.cookies.visit, to: await site.visits.keep(visit), on: &answer)
        return answer
    }

    /// `GET /callback`
    func finish(_ request: Request, _ context: some RequestContext) async throws -> Response {
        let query = request.uri.queryParameters
        func value(_ name: Substring) -> String? {
            let values = query[values: name]
            return values.count == 1 ? String(values[0]) : nil
        }
        // Whoever brings another browser's answer here, or another server's (RFC 9207 §2.4), is not signed in by it.
        let visit = await site.visits.take(site.cookies.value(site.cookies.visit, of: request))
        guard let visit, value("state") == visit.state, value("iss") == site.settings.issuer.value else {
            return left(
                Page.problem(
                    .badRequest, "this sign-in was not begun in this browser, or is over; go to /login"))
        }
        guard let code = value("code") else {
            let isNo = value("error") == "access_denied"
            return left(
                Page.problem(
                    .forbidden, isNo ? "you did not allow it" : "the authority could not sign you in"))
        }
        do {
            let (tokens, person) = try await site.issuer.redeem(code, of: visit)
            // A session that this browser had before is over: a new one has a new cookie, which nobody can have planted.
            await forget(request, context)
            var answer = Page.redirect(to: "/")
            let cookie = await site.sessions.keep(PersonSession(tokens, of: person))
            site.cookies.set(site.cookies.session, to: cookie, on: &answer)
            return left(answer)
        } catch {
            context.logger.warning("not signed in", metadata: ["why": "\(error)"])
            return left(Page.problem(.badGateway, "the authority's answer could not be used; go to /login"))
        }
    }

    /// `POST /logout`
    func end(_ request: Request, _ context: some RequestContext) async throws -> Response {
        let tokens = await forget(request, context)
        // The person signs out at the authority too; else the next /login would let anybody at this browser in again.
        let leave = tokens.flatMap { site.issuer.signOut($0.identity) }
        var answer = Page.redirect(to: leave ?? "/")
        site.cookies.clear(site.cookies.session, on: &answer)
        return answer
    }

    /// `GET /session`: what the page may know.
    func show(_ request: Request) async -> Response {
        let cookie = site.cookies.value(site.cookies.session, of: request)
        guard let person = await site.sessions.find(cookie) else {
            return Page.problem(.unauthorized, "nobody is signed in here")
        }
        return Page.json(
            .ok,
            JSONWriter.object { json in
                json.member("sub", person.subject)
                if let name = person.name { json.member("name", name) }
            })
    }

    /// Ends the session of a browser, here and at the authority.
    @discardableResult
    private func forget(_ request: Request, _ context: some RequestContext) async -> Tokens? {
        let cookie = site.cookies.value(site.cookies.session, of: request)
        guard let person = await site.sessions.take(cookie) else { return nil }
        let tokens = await person.tokens
        if let why = await site.issuer.revoke(tokens) {
            context.logger.warning("tokens of a session that ended live on", metadata: ["why": "\(why)"])
        }
        return tokens
    }

    private func left(_ answer: Response) -> Response {
        var answer = answer
        site.cookies.clear(site.cookies.visit, on: &answer)
        return answer
    }
}
