// The userinfo endpoint (OpenID Connect Core §5.3): what an access token lets its holder know.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct UserinfoRoutes: Sendable {
    let authority: Authority
    let proving: ProveSender

    /// `GET` and `POST /oauth/userinfo`
    func show(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let (token, isProven) = try await UserinfoRoutes.token(of: request)
        // A token of a key comes by the scheme of DPoP; whatever proof comes with another scheme proves nothing.
        let proof = isProven ? try proving.check(request, token: token, at: now) : nil
        var sender = await ProveSender.withoutProof(context)
        sender.keyThumbprint = proof?.keyThumbprint
        let userinfo = try await authority.grants.userinfo(token, sender: sender, at: now)
        if let proof { try await authority.proofs.use(proof) }
        guard let signed = try await authority.grants.signed(userinfo, at: now) else {
            return Answer.secret(.ok, userinfo.json)
        }
        var answer = Answer.body(.ok, "application/jwt", Array(signed.utf8))
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    /// The token in the header, or in the form of a POST (RFC 6750 §2.2): older clients send it there.
    private static func token(of request: Request) async throws -> (String, isProven: Bool) {
        let credentials = try Credentials(of: request)
        var posted: String?
        if request.method == .post, request.headers[.contentType] != nil {
            posted = try await FormBody(of: request).value("access_token")
        }
        switch (credentials, posted) {
        case (.bearer(let token), nil): return (token, false)
        case (.dpop(let token), nil): return (token, true)
        case (nil, let token?): return (token, false)
        case (.some, .some):
            throw OAuthRefusal(.invalidRequest, "send the token in the header or in the form, not in both")
        default: throw OAuthRefusal(.tokenMissing, "send an access token in the header Authorization: Bearer")
        }
    }
}
