// Who is asking at the issuer's own API: Basic, a login token, or a username and password in the JSON body.

internal import Authority
internal import Hummingbird
internal import OAuth

/// Turns credentials into a ``Caller``; every route of `/api` passes here first.
struct AuthenticateCaller: Sendable {
    let authority: Authority
    let place: ServerPlace

    /// - Parameter body: where the endpoint also takes `username` and `password` as members.
    /// - Throws: ``OAuthRefusal`` or ``TokenRejection``.
    func caller(
        of request: Request,
        _ context: some ServerContext,
        body: JSONBody? = nil,
        at now: Int
    ) async throws -> Caller {
        let address = place.clientAddress(of: request, context)
        let inBody = try Self.password(in: body)
        let credentials = try Credentials(of: request)
        if inBody != nil, credentials != nil {
            throw OAuthRefusal(.invalidRequest, "send the password in the header or in the body, not in both")
        }
        switch credentials ?? inBody {
        case .password(let username, let password):
            return try await authority.accounts.authenticate(
                username: username,
                password: password,
                from: address,
                at: now
            )
        case .bearer(let token):
            return try await authority.tokens.authenticate(
                bearer: token, sender: await ProveSender.withoutProof(context), at: now)
        case .dpop(let token):
            let proof = try ProveSender(proofs: authority.proofs).check(request, token: token, at: now)
            var sender = await ProveSender.withoutProof(context)
            sender.keyThumbprint = proof.keyThumbprint
            let caller = try await authority.tokens.authenticate(bearer: token, sender: sender, at: now)
            try await authority.proofs.use(proof)
            return caller
        case nil:
            if let caller = try await signedIn(request, address, at: now) { return caller }
            throw OAuthRefusal(
                .tokenMissing,
                "who is asking? Send Basic credentials, or a login token of this issuer as Bearer"
            )
        }
    }

    /// The person whose browser it is. What changes something must say that it comes from a page of this very site
    /// (RefuseCrossSite has looked at what it says): other programs have no cookie to send.
    private func signedIn(_ request: Request, _ address: String, at now: Int) async throws -> Caller? {
        let cookies = PageCookies(issuer: authority.issuer)
        guard let cookie = try cookies.value(cookies.session, of: request) else { return nil }
        let isRead = request.method == .get || request.method == .head
        guard isRead || request.headers[.origin] != nil || request.headers[.secFetchSite] != nil else {
            return nil
        }
        return try await authority.sessions.find(cookie: cookie, from: address, at: now)?.caller
    }

    private static func password(in body: JSONBody?) throws(OAuthRefusal) -> Credentials? {
        guard let body else { return nil }
        let (username, password) = (try body.string("username"), try body.string("password"))
        guard let username, let password else {
            if username == nil, password == nil { return nil }
            throw OAuthRefusal(.invalidRequest, "the body needs both username and password, or neither")
        }
        return .password(username: username, password: password)
    }
}
