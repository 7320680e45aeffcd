// Every path of the authority, its method and its guards, on one screen.

package import Authority
internal import HTTPTypes
package import Hummingbird
internal import OAuth

/// The routes of one authority, all under its issuer.
package struct Routes: Sendable {
    private let authority: Authority
    private let place: ServerPlace
    private let sample: SampleLines?
    private let now: @Sendable () -> Int

    /// - Parameter now: read once for each request that has to do with time.
    package init(
        authority: Authority,
        place: ServerPlace,
        sample: SampleLines? = nil,
        now: @escaping @Sendable () -> Int = Clock.now
    ) {
        self.authority = authority
        self.place = place
        self.sample = sample
        self.now = now
    }

    /// Adds the guards of every path, then the paths.
    package func add<Context: ServerContext>(to router: Router<Context>) {
        let (issuer, now) = (authority.issuer, now)
        let guarding = AuthenticateCaller(authority: authority, place: place)
        let tokens = TokenRoutes(authority: authority, guarding: guarding)
        let passwords = PasswordRoutes(authority: authority, guarding: guarding)
        let revocations = RevocationRoutes(authority: authority, guarding: guarding)
        let clients = AuthenticateClient(clients: authority.clients)
        let proving = ProveSender(proofs: authority.proofs)
        let pushing = PushEndpoint(authority: authority, guarding: clients, proving: proving, place: place)
        let tokenEndpoint = TokenEndpoint(authority: authority, guarding: clients, proving: proving)
        let devices = DeviceEndpoint(authority: authority, guarding: clients, proving: proving, place: place)
        let states = TokenStateRoutes(authority: authority, clients: clients, place: place)
        let uses = UseRoutes(authority: authority, clients: clients)
        let keys = KeyRoutes(authority: authority, guarding: guarding)
        let grants = GrantRoutes(authority: authority, guarding: guarding)
        let userinfo = UserinfoRoutes(authority: authority, proving: proving)
        let documents = DocumentRoutes(authority: authority, takesCertificates: place.takesCertificates)
        let health = HealthRoutes(authority: authority)
        let home = HomePage(issuer: issuer, sample: sample)
        let inspector = InspectPage(issuer: issuer)

        // Outside of all others, so that it stands on refusals too. Behind a proxy it is the proxy's to say, and on a loopback
        // host it would be said of everything else that a developer serves there.
        if place.endsTLS, !place.behindProxy, !issuer.isLoopback { router.add(middleware: StrictTransport()) }
        router.add(middleware: DeclineUpgrade())
        router.add(middleware: OfferNonce(proofs: authority.proofs, now: now))
        router.add(
            middleware: RefusalAnswer(realm: issuer.value, proofs: authority.proofs.rules.algorithmNames))
        let ofApps = ["token", "par", "revoke", "userinfo"]
        router.add(middleware: RefuseTokenInQuery(base: issuer.path, leaving: ofApps.map { "/oauth/\($0)" }))
        router.add(middleware: NameAsker(place: place))

        let root = router.group(RouterPath(issuer.path))
        root.get("") { _, _ in home.show() }
        root.get("inspect") { _, _ in inspector.show() }
        root.get("inspect/:file") { try inspector.file($1) }
        root.get("healthz") { _, _ in health.alive() }
        root.get("readyz") { _, context in await health.ready(context) }
        root.onlyRead(".well-known/jwks.json") { _, _ in documents.keys(at: now()) }
        addLists(to: root)
        // RFC 8414 §3 inserts the well-known part before the issuer's path, OpenID Discovery §4 appends it; clients look
        // in all three places and take what they find first (MCP 2026-07-28).
        for name in ["oauth-authorization-server", "openid-configuration"] {
            router.onlyRead(RouterPath("/.well-known/\(name)\(issuer.path)")) { _, _ in
                try await documents.metadata(at: now())
            }
            if !issuer.path.isEmpty {
                root.onlyRead(RouterPath(".well-known/\(name)")) { _, _ in
                    try await documents.metadata(at: now())
                }
            }
        }

        addPages(to: root)
        // The refusal of a page from elsewhere stands first: it has no form of OAuth's own.
        let oauth = root.group("oauth").add(middleware: RefuseCrossSite(issuer: issuer))
            .add(middleware: OAuthErrorAnswer(realm: issuer.value))
        let apps = AllowBrowserApps<Context>(authority: authority)
        // Inside, so that the script that sent a token in a URL may read what it did.
        let judging = RefuseTokenInQuery<Context>(base: issuer.path)
        let browsers = root.group("oauth").add(middleware: apps)
            .add(middleware: OAuthErrorAnswer(realm: issuer.value)).add(middleware: judging)
        browsers.post("token") { try await tokenEndpoint.issue($0, $1, at: now()) }
        browsers.post("par") { try await pushing.push($0, $1, at: now()) }
        browsers.post("revoke") { try await states.revoke($0, $1, at: now()) }
        for path in ofApps {
            browsers.on(RouterPath(path), method: .options) { _, _ -> Response in
                throw OAuthRefusal(
                    .crossSiteRequest, "this origin is not that of an app that is registered here")
            }
        }
        // Every method of these paths is judged in here.
        for path in ofApps where path != "userinfo" {
            browsers.refuse(
                [.get, .head, .put, .patch, .delete], at: RouterPath(path), allowing: "POST, OPTIONS")
        }
        oauth.post("device_authorization") { try await devices.begin($0, $1, at: now()) }
        oauth.post("introspect") { try await states.introspect($0, $1, at: now()) }
        let registration = RegistrationRoutes(authority: authority, place: place)
        oauth.post("register") { try await registration.register($0, $1, at: now()) }
        oauth.get("register/:id") { try await registration.show($0, $1) }
        oauth.put("register/:id") { try await registration.change($0, $1, at: now()) }
        oauth.delete("register/:id") { try await registration.remove($0, $1, at: now()) }
        oauth.post("revoke-leaked") { try await states.revokeLeaked($0, $1, at: now()) }

        // A protected resource like any API: what is missing there is a token, not a client's secret.
        let resource = root.group("oauth").add(middleware: apps).add(middleware: judging)
        for method in [HTTPRequest.Method.get, .post] {
            resource.on("userinfo", method: method) { try await userinfo.show($0, $1, at: now()) }
        }
        resource.refuse([.head, .put, .patch, .delete], at: "userinfo", allowing: "GET, POST, OPTIONS")

        let api = root.group("api").add(middleware: RefuseCrossSite(issuer: issuer))
        api.post("tokens") { try await tokens.issue($0, $1, at: now()) }
        api.get("tokens") { try await tokens.list($0, $1, at: now()) }
        api.post("tokens/:id/roll") { try await tokens.roll($0, $1, at: now()) }
        api.delete("tokens/:id") { try await tokens.takeBack($0, $1, at: now()) }
        api.post("revocations") { try await revocations.takeBack($0, $1, at: now()) }
        api.post("token-uses") { try await uses.note($0, $1, at: now()) }
        api.get("keys") { try await keys.list($0, $1, at: now()) }
        api.post("keys/rotate") { try await keys.rotate($0, $1, at: now()) }
        api.post("password") { try await passwords.change($0, $1, at: now()) }
        api.get("grants") { try await grants.list($0, $1, at: now()) }
        api.delete("grants/:id") { try await grants.takeBack($0, $1, at: now()) }
    }

    /// What people meet in a browser, and what a site's own pages ask.
    private func addPages<Context: ServerContext>(to root: RouterGroup<Context>) {
        let now = now
        let visitors = Visitors(
            sessions: authority.sessions, cookies: PageCookies(issuer: authority.issuer), place: place)
        let authorize = AuthorizeRoutes(authority: authority, visitors: visitors)
        let signIn = SignInRoutes(authority: authority, visitors: visitors)
        let device = DeviceRoutes(authority: authority, visitors: visitors)
        let signOut = LogoutRoutes(authority: authority, visitors: visitors)
        let account = AccountRoutes(authority: authority, visitors: visitors)
        let sessions = SessionRoutes(authority: authority, visitors: visitors)
        let path = authority.issuer.path
        root.get("assets/page.css") { _, _ in Page.style() }
        // A client sends people here from its own site, so a request of another site is what is expected.
        root.get("oauth/authorize") { try await authorize.show($0, $1, at: now()) }
        root.post("oauth/authorize") { request, _ in try await authorize.repost(request) }
        root.get("oauth/logout") { try await signOut.show($0, $1, at: now()) }
        root.post("oauth/logout") { request, _ in try await signOut.repost(request) }
        root.get("login") { try await signIn.show($0, $1, at: now()) }
        root.get("device") { try await device.show($0, $1, at: now()) }
        root.get("account") { _, _ in Answer.redirect(to: "\(path)/account/apps") }
        root.get("account/apps") { try await account.apps($0, $1, at: now()) }
        root.get("account/tokens") { try await account.tokens($0, $1, at: now()) }

        let forms = root.group("").add(middleware: RefuseCrossSite(issuer: authority.issuer))
        forms.post("login") { try await signIn.signIn($0, $1, at: now()) }
        forms.post("logout") { try await signOut.confirm($0, $1, at: now()) }
        forms.post("consent") { try await authorize.decide($0, $1, at: now()) }
        forms.post("device") { try await device.type($0, $1, at: now()) }
        forms.post("account/apps/:id/remove") { try await account.removeApp($0, $1, at: now()) }
        forms.post("account/tokens") { try await account.makeToken($0, $1, at: now()) }
        forms.post("account/tokens/:id/revoke") { try await account.revokeToken($0, $1, at: now()) }
        forms.post("session") { try await sessions.begin($0, $1, at: now()) }
        forms.get("session") { try await sessions.show($0, $1, at: now()) }
        forms.delete("session") { try await sessions.end($0, $1, at: now()) }
    }

    /// What is only read, by anyone: the status lists, and the stream of their changes.
    private func addLists<Context: ServerContext>(to root: RouterGroup<Context>) {
        let now = now
        let documents = DocumentRoutes(authority: authority)
        let changes = ChangeStreamRoutes(authority: authority, place: place)
        root.get("status/changes") { try await changes.listen($0, $1, at: now()) }
        root.head("status/changes") { _, _ in changes.head() }
        root.refuse([.post, .put, .patch, .delete, .options], at: "status/changes", allowing: "GET, HEAD")
        root.onlyRead("status/lists") { _, _ in try await documents.statusLists(at: now()) }
        root.onlyRead("status/:number") { try await documents.statusList($0, $1, at: now()) }
    }
}
