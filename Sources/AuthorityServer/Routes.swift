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
        let tokenEndpoint = TokenEndpoint(authority: authority, guarding: clients)
        let states = TokenStateRoutes(authority: authority, clients: clients, place: place)
        let uses = UseRoutes(authority: authority, clients: clients)
        let keys = KeyRoutes(authority: authority, guarding: guarding)
        let documents = DocumentRoutes(authority: authority)
        let health = HealthRoutes(authority: authority)
        let home = HomePage(issuer: issuer, sample: sample)
        let inspector = InspectPage(issuer: issuer)

        router.add(middleware: DeclineUpgrade())
        router.add(middleware: RefusalAnswer(realm: issuer.value))
        router.add(middleware: RefuseTokenInQuery())

        let root = router.group(RouterPath(issuer.path))
        root.get("") { _, _ in home.show() }
        root.get("inspect") { _, _ in inspector.show() }
        root.get("inspect/:file") { try inspector.file($1) }
        root.get("healthz") { _, _ in health.alive() }
        root.get("readyz") { _, context in await health.ready(context) }
        root.get(".well-known/jwks.json") { _, _ in documents.keys(at: now()) }
        addLists(to: root)
        // RFC 8414 §3 inserts the well-known part before the issuer's path; some clients append it.
        router.get(RouterPath("/.well-known/oauth-authorization-server\(issuer.path)")) { _, _ in
            documents.metadata()
        }
        if !issuer.path.isEmpty {
            root.get(".well-known/oauth-authorization-server") { _, _ in documents.metadata() }
        }

        // The refusal of a page from elsewhere stands first: it has no form of OAuth's own.
        let oauth = root.group("oauth").add(middleware: RefuseCrossSite(issuer: issuer))
            .add(middleware: OAuthErrorAnswer(realm: issuer.value))
        oauth.post("token") { request, _ in try await tokenEndpoint.issue(request, at: now()) }
        oauth.post("introspect") { try await states.introspect($0, $1, at: now()) }
        oauth.post("revoke") { try await states.revoke($0, $1, at: now()) }
        oauth.post("revoke-leaked") { try await states.revokeLeaked($0, $1, at: now()) }

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
    }

    /// What is only read, by anyone: the status lists, and the stream of their changes.
    private func addLists<Context: ServerContext>(to root: RouterGroup<Context>) {
        let now = now
        let documents = DocumentRoutes(authority: authority)
        let changes = ChangeStreamRoutes(authority: authority, place: place)
        root.get("status/changes") { try await changes.listen($0, $1, at: now()) }
        root.head("status/changes") { _, _ in changes.head() }
        root.get("status/lists") { _, _ in try await documents.statusLists(at: now()) }
        root.head("status/lists") { _, _ in try await documents.statusLists(at: now()).createHeadResponse() }
        root.get("status/:number") { try await documents.statusList($0, $1, at: now()) }
        root.head("status/:number") {
            try await documents.statusList($0, $1, at: now()).createHeadResponse()
        }
        for path in ["status/changes", "status/lists", "status/:number"] {
            for method in [HTTPRequest.Method.post, .put, .patch, .delete, .options] {
                root.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw HTTPError(
                        .methodNotAllowed, headers: [.allow: "GET, HEAD"], message: "it is only read here")
                }
            }
        }
    }
}
