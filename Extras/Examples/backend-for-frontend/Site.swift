// The paths of this site and their guards, on one screen.

import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import OAuth

struct Site: Sendable {
    let settings: Settings
    let issuer: IssuerClient
    let http: HTTPClient
    let cookies: Cookies
    let sessions = Kept<PersonSession>(idle: .seconds(3_600), longest: .seconds(12 * 3_600))
    let visits = Kept<Visit>(idle: .seconds(600), longest: .seconds(600))

    init(settings: Settings, issuer: IssuerClient, http: HTTPClient) {
        (self.settings, self.issuer, self.http) = (settings, issuer, http)
        cookies = Cookies(site: settings.site)
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        let (signIn, forward) = (SignInRoutes(site: self), ForwardRoutes(site: self))
        let page = Page(issuer: settings.issuer.origin)
        router.get("") { _, _ in page.show() }
        router.get("site.js") { _, _ in Page.script() }
        router.get("login") { _, _ in try await signIn.begin() }
        router.get("callback") { try await signIn.finish($0, $1) }
        router.get("session") { request, _ in await signIn.show(request) }
        router.group("logout").add(middleware: RefuseOtherSites(site: settings.site, needsHeader: false))
            .post("") { try await signIn.end($0, $1) }
        let api = router.group("api").add(
            middleware: RefuseOtherSites(site: settings.site, needsHeader: true))
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete] {
            api.on("**", method: method) { try await forward.forward($0, $1) }
        }
        return router
    }
}
