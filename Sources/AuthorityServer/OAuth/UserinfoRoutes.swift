// The userinfo endpoint (OpenID Connect Core §5.3): what an access token lets its holder know.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct UserinfoRoutes: Sendable {
    let authority: Authority

    /// `GET` and `POST /oauth/userinfo`
    func show(_ request: Request, at now: Int) async throws -> Response {
        guard case .bearer(let token) = try Credentials(of: request) else {
            throw OAuthRefusal(.tokenMissing, "send an access token in the header Authorization: Bearer")
        }
        let userinfo = try await authority.grants.userinfo(token, sender: ProvenSender(), at: now)
        guard let signed = try await authority.grants.signed(userinfo, at: now) else {
            return Answer.secret(.ok, userinfo.json)
        }
        var answer = Answer.body(.ok, "application/jwt", Array(signed.utf8))
        answer.headers[.cacheControl] = "no-store"
        return answer
    }
}
