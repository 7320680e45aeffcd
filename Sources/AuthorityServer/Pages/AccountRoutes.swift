// What a person sees of their own account: the apps that they allowed, and the tokens that they made.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import OAuth

struct AccountRoutes: Sendable {
    let authority: Authority
    let visitors: Visitors

    private var issuer: Issuer { authority.issuer }

    /// `GET /account/apps`
    func apps(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        try await page(request, context, at: now) { visitor, signedIn in
            AppsPage(
                issuer: issuer,
                formToken: visitor.formToken,
                username: signedIn.username,
                grants: try await authority.consents.live(of: signedIn.account)
            ).page
        }
    }

    /// `POST /account/apps/{id}/remove`
    func removeApp(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        try await act(request, context, at: now, then: "/account/apps") { _, signedIn in
            try await authority.consents.takeBack(
                context.parameters.get("id") ?? "", of: signedIn.account, at: now)
        }
    }

    /// `GET /account/tokens`
    func tokens(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        try await page(request, context, at: now) { visitor, signedIn in
            try await tokensPage(visitor, signedIn, at: now).page
        }
    }

    /// `POST /account/tokens`
    func makeToken(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        guard let signedIn = visitor.signedIn else { return signIn("/account/tokens") }
        let form = try await visitors.form(of: request, from: visitor)
        var page = try await tokensPage(visitor, signedIn, at: now)
        do {
            let asked = TokenRequest(
                audience: form.value("api"),
                scopes: form.parameters.pairs.filter { $0.name.utf8.starts(with: "scope:".utf8) }.map {
                    String(decoding: $0.name.utf8.dropFirst(6), as: UTF8.self)
                },
                name: try form.required("name"),
                expiresIn: try Self.days(form) * 86_400,
                form: form.value("form").flatMap { TokenForm(rawValue: $0) } ?? .jwt,
                description: form.value("description")
            )
            let made = try await authority.tokens.issue(asked, to: signedIn.caller, at: now)
            page = try await tokensPage(visitor, signedIn, at: now)
            page.made = made
        } catch let refusal as OAuthRefusal {
            page.problem = refusal
        }
        return page.page.answer
    }

    /// `POST /account/tokens/{id}/revoke`
    func revokeToken(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response
    {
        try await act(request, context, at: now, then: "/account/tokens") { _, signedIn in
            try await authority.tokens.takeBack(
                context.parameters.get("id") ?? "", of: signedIn.account, at: now)
        }
    }

    private static func days(_ form: FormBody) throws(OAuthRefusal) -> Int {
        guard let days = DecimalDigits.number(Array((form.value("days") ?? "30").utf8)[...], limit: 4) else {
            throw OAuthRefusal(.invalidRequest, "the days until it expires are a whole number")
        }
        return days
    }

    private func tokensPage(_ visitor: Visitor, _ signedIn: SignedIn, at now: Int) async throws -> TokensPage
    {
        TokensPage(
            issuer: issuer,
            formToken: visitor.formToken,
            username: signedIn.username,
            tokens: try await authority.tokens.named(of: signedIn.account, at: now),
            choices: try await authority.apis.held(by: signedIn.account)
        )
    }

    /// A page for who is signed in; anyone else signs in first.
    private func page(
        _ request: Request,
        _ context: some ServerContext,
        at now: Int,
        _ make: (Visitor, SignedIn) async throws -> Page
    ) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        guard let signedIn = visitor.signedIn else {
            return visitor.keeping(signIn(String(request.uri.path.dropFirst(issuer.path.count))))
        }
        return try await make(visitor, signedIn).answer
    }

    /// A form of a page, after which the browser asks for a page again.
    private func act(
        _ request: Request,
        _ context: some ServerContext,
        at now: Int,
        then path: String,
        _ body: (FormBody, SignedIn) async throws -> Void
    ) async throws -> Response {
        let visitor = try await visitors.visitor(of: request, context, at: now)
        guard let signedIn = visitor.signedIn else { return signIn(path) }
        try await body(visitors.form(of: request, from: visitor), signedIn)
        return Answer.redirect(to: issuer.path + path)
    }

    private func signIn(_ path: String) -> Response {
        Answer.redirect(to: ReturnPath.signIn(for: path, of: issuer))
    }
}
