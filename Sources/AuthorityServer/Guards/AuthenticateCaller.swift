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
            return try await authority.tokens.authenticate(bearer: token, at: now)
        case nil:
            throw OAuthRefusal(
                .tokenMissing,
                "who is asking? Send Basic credentials, or a login token of this issuer as Bearer"
            )
        }
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
