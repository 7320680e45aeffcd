// The token endpoint: where programs get tokens in their own name (RFC 6749 §3.2 and §4.4).

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct TokenEndpoint: Sendable {
    let authority: Authority
    let guarding: AuthenticateClient

    /// The grants that it takes, as the metadata names them.
    static let grantTypes = ["client_credentials"]

    /// `POST /oauth/token`
    func issue(_ request: Request, at now: Int) async throws -> Response {
        let form = try await FormBody(of: request)
        let client = try await guarding.client(of: request, form: form, at: now)
        let grantType = try form.required("grant_type")
        guard TokenEndpoint.grantTypes.contains(where: { $0.utf8.elementsEqual(grantType.utf8) }) else {
            throw OAuthRefusal(
                .unsupportedGrantType,
                "grant_type must be one of: \(TokenEndpoint.grantTypes.joined(separator: ", "))"
            )
        }
        let issued = try await authority.tokens.issue(
            ClientTokenRequest(audience: try TokenEndpoint.audience(form), scope: form.value("scope")),
            to: client,
            at: now
        )
        // RFC 6749 §5.1, and RFC 6749 §4.4.3: no refresh token.
        return Answer.secret(
            .ok,
            JSONWriter.object { json in
                json.member("access_token", issued.token)
                json.member("token_type", "Bearer")
                json.member("expires_in", issued.expiresIn)
                json.member("scope", issued.scope)
            }
        )
    }

    /// `resource` is the standard's word (RFC 8707 §2), `audience` the one that many programs send.
    private static func audience(_ form: FormBody) throws(OAuthRefusal) -> String? {
        let (resource, audience) = (form.value("resource"), form.value("audience"))
        if let resource, let audience, !resource.utf8.elementsEqual(audience.utf8) {
            throw OAuthRefusal(.invalidTarget, "resource and audience name different APIs; send one of them")
        }
        return resource ?? audience
    }
}
