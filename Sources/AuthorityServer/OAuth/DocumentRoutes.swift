// What anyone may fetch: the keys, the metadata, and the status lists.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct DocumentRoutes: Sendable {
    let authority: Authority

    /// `GET /.well-known/jwks.json` (RFC 7517 §5)
    func keys() -> Response {
        Answer.publicDocument("application/jwk-set+json", authority.keys.published.json, maximumAge: 300)
    }

    /// `GET /.well-known/oauth-authorization-server` (RFC 8414 §3)
    func metadata() -> Response {
        let metadata = AuthorizationServerMetadata(
            issuer: authority.issuer,
            keysURL: authority.issuer.url("/.well-known/jwks.json")
        )
        return Answer.publicDocument("application/json", metadata.json, maximumAge: 300)
    }

    /// `GET /status/{n}` (Token Status List §8.1)
    func statusList(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        guard let text = context.parameters.get("number"), let number = Int(text), String(number) == text
        else {
            throw OAuthRefusal(.notFound, "a status list is named by its number, as in /status/1")
        }
        let document = try await authority.statusLists.document(of: number, at: now)
        var answer = Answer.publicDocument(
            "application/statuslist+jwt", Array(document.text.utf8), maximumAge: 0)
        // A cache between may keep it, but must ask each time: its age would add to the time to live.
        answer.headers[.cacheControl] = "public, no-cache"
        answer.headers[.eTag] = document.entityTag
        guard request.headers[values: .ifNoneMatch].contains(document.entityTag) else { return answer }
        answer.status = .notModified
        answer.body = ResponseBody()
        return answer
    }
}
