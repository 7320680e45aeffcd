// The token endpoint (RFC 6749 §3.2): a form becomes a grant's request, and tokens become an answer.

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct TokenEndpoint: Sendable {
    let authority: Authority
    let guarding: AuthenticateClient
    let proving: ProveSender

    /// The grants that it takes, as the metadata names them.
    static let grantTypes = GrantType.allCases.map(\.rawValue)

    /// `POST /oauth/token`
    func issue(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let form = try await FormBody(of: request)
        let client = try await guarding.client(of: request, context, form: form, at: now)
        let grant = try TokenEndpoint.grant(form)
        let sender = try await proving.sender(of: request, context, at: now)
        let granted = try await authority.grants.redeem(grant, by: client, sender: sender, at: now)
        return Answer.secret(.ok, TokenEndpoint.json(granted))
    }

    /// What the form asks for.
    private static func grant(_ form: FormBody) throws(OAuthRefusal) -> GrantRequest {
        let name = try form.required("grant_type")
        switch GrantType.allCases.first(where: { $0.rawValue.hasBytes(of: name) }) {
        case .authorizationCode:
            return .authorizationCode(
                CodeRequest(
                    code: try form.required("code"),
                    redirectURI: form.value("redirect_uri"),
                    verifier: form.value("code_verifier"),
                    resources: try resources(form),
                    details: form.value("authorization_details")
                ))
        case .refreshToken:
            return .refreshToken(
                RefreshRequest(
                    token: try form.required("refresh_token"),
                    scope: form.value("scope"),
                    resources: try resources(form),
                    details: form.value("authorization_details")
                ))
        case .clientCredentials:
            try refuseDetails(form)
            return .clientCredentials(
                ClientTokenRequest(audience: try resource(form), scope: form.value("scope")))
        case .deviceCode:
            return .deviceCode(
                DeviceTokenRequest(
                    code: try form.required("device_code"),
                    resources: try resources(form),
                    details: form.value("authorization_details")
                ))
        case .tokenExchange:
            try refuseDetails(form)
            return .tokenExchange(
                try ExchangeRequest(
                    subjectToken: form.required("subject_token"),
                    subjectType: form.required("subject_token_type"),
                    actorToken: form.value("actor_token"),
                    actorType: form.value("actor_token_type"),
                    requestedType: form.value("requested_token_type"),
                    resource: resource(form),
                    scope: form.value("scope")
                ))
        case nil:
            throw OAuthRefusal(
                .unsupportedGrantType, "grant_type must be one of: \(grantTypes.joined(separator: ", "))")
        }
    }

    /// Where nobody is there who could be shown them (RFC 9396 §6 leaves it to policy).
    private static func refuseDetails(_ form: FormBody) throws(OAuthRefusal) {
        guard form.value("authorization_details") == nil else {
            throw OAuthRefusal(
                .invalidAuthorizationDetails,
                "authorization_details are given by a person alone: send scope, or begin at the authorization endpoint"
            )
        }
    }

    /// The one API that a token is to be for, if it is named.
    private static func resource(_ form: FormBody) throws(OAuthRefusal) -> String? {
        let resources = try resources(form)
        guard resources.count <= 1 else {
            throw OAuthRefusal(.invalidTarget, "an access token is for one API: send one resource")
        }
        return resources.first
    }

    /// `resource` is the standard's word (RFC 8707 §2), `audience` the one that many programs send.
    private static func resources(_ form: FormBody) throws(OAuthRefusal) -> [String] {
        let (resources, audiences) = (form.parameters.values("resource"), form.parameters.values("audience"))
        guard
            resources.isEmpty
                || audiences.allSatisfy({ other in resources.contains { $0.hasBytes(of: other) } })
        else {
            throw OAuthRefusal(.invalidTarget, "resource and audience name different APIs; send one of them")
        }
        return resources.isEmpty ? audiences : resources
    }

    /// RFC 6749 §5.1
    private static func json(_ granted: GrantedTokens) -> [UInt8] {
        JSONWriter.object { json in
            json.member("access_token", granted.accessToken)
            if let type = granted.issuedType { json.member("issued_token_type", type.rawValue) }
            json.member("token_type", granted.tokenType)
            json.member("expires_in", granted.expiresIn)
            json.member("scope", granted.scope)
            if let token = granted.refreshToken { json.member("refresh_token", token) }
            if let token = granted.idToken { json.member("id_token", token) }
            if !granted.details.isEmpty { json.array("authorization_details", granted.details) }
        }
    }
}
