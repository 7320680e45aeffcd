// What anyone may fetch: the keys, the metadata, and the status lists.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct DocumentRoutes: Sendable {
    let authority: Authority
    /// Whether clients may prove themselves, and bind their tokens, with a certificate.
    var takesCertificates = false

    /// `GET /.well-known/jwks.json` (RFC 7517 §5)
    func keys(at now: Int) -> Response {
        Answer.publicDocument(
            "application/jwk-set+json", authority.keys.published.json,
            maximumAge: authority.keys.maximumAge(at: now))
    }

    /// `GET /.well-known/oauth-authorization-server` (RFC 8414 §3)
    func metadata(at now: Int) async throws -> Response {
        let issuer = authority.issuer
        var metadata = AuthorizationServerMetadata(
            issuer: issuer, keysURL: issuer.url("/.well-known/jwks.json"))
        metadata.statusListsURL = issuer.url("/status/lists")
        metadata.changesURL = issuer.url("/status/changes")
        metadata.introspectionURL = issuer.url("/oauth/introspect")
        metadata.revocationURL = issuer.url("/oauth/revoke")
        metadata.tokenURL = issuer.url("/oauth/token")
        metadata.authorizationURL = issuer.url("/oauth/authorize")
        metadata.deviceURL = issuer.url("/oauth/device_authorization")
        metadata.userinfoURL = issuer.url("/oauth/userinfo")
        metadata.logoutURL = issuer.url("/oauth/logout")
        metadata.pushURL = issuer.url("/oauth/par")
        if authority.registrations.areOpen { metadata.registrationURL = issuer.url("/oauth/register") }
        metadata.grantTypes = TokenEndpoint.grantTypes
        metadata.clientAuthentication = ClientAuthentication.allCases
            .filter { takesCertificates || !$0.isCertificate }.map(\.rawValue)
        metadata.proofAlgorithms = authority.proofs.rules.algorithmNames
        metadata.responseTypes = ["code"]
        metadata.challengeMethods = ["S256"]
        metadata.scopes = OpenIDScope.allCases.map(\.rawValue)
        // A key is made for whatever a client is registered for, and what clients sign is taken by as many.
        let algorithms = SignatureAlgorithm.asymmetricNames
        metadata.lists = [
            ("response_modes_supported", ResponseMode.allCases.map(\.rawValue)),
            ("subject_types_supported", ["public", "pairwise"]),
            ("id_token_signing_alg_values_supported", algorithms),
            ("userinfo_signing_alg_values_supported", algorithms),
            ("token_endpoint_auth_signing_alg_values_supported", algorithms),
            ("introspection_endpoint_auth_signing_alg_values_supported", algorithms),
            ("revocation_endpoint_auth_signing_alg_values_supported", algorithms),
            ("request_object_signing_alg_values_supported", algorithms),
            // By the key that signs now, whoever asks (RFC 9701 §7).
            ("introspection_signing_alg_values_supported", [authority.keys.active.algorithm.name]),
            ("acr_values_supported", AuthenticationClass.all),
            ("claims_supported", DocumentRoutes.claims),
            ("prompt_values_supported", ["none", "login", "consent", "select_account"]),
        ]
        metadata.flags = [
            "authorization_response_iss_parameter_supported", "claims_parameter_supported",
            "backchannel_logout_supported", "backchannel_logout_session_supported",
            "request_parameter_supported",
        ]
        if authority.authorizations.mustPush {
            metadata.flags.append("require_pushed_authorization_requests")
        }
        let types = try await authority.apis.detailTypes(at: now)
        if !types.isEmpty { metadata.lists.append(("authorization_details_types_supported", types)) }
        // Left out it would mean that documents elsewhere are fetched (OpenID Connect Discovery §3).
        metadata.denials = ["request_uri_parameter_supported"]
        if authority.clients.takesDocuments { metadata.flags.append("client_id_metadata_document_supported") }
        if takesCertificates {
            metadata.flags.append("tls_client_certificate_bound_access_tokens")
        }
        return Answer.publicDocument("application/json", metadata.json, maximumAge: 300)
    }

    private static let claims =
        ["iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "azp", "at_hash", "sid"]
        + OpenIDScope.allCases.flatMap(\.claims)

    /// `GET /status/lists` (Token Status List §9.3)
    func statusLists(at now: Int) async throws -> Response {
        let uris = try await authority.statusLists.uris(at: now)
        return Answer.publicDocument(
            "application/json", JSONWriter.object { $0.member("status_lists", uris) }, maximumAge: 60)
    }

    /// `GET /status/{n}` (Token Status List §8.1)
    func statusList(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        guard let text = context.parameters.get("number"), let number = Int(text), String(number) == text
        else {
            throw OAuthRefusal(.notFound, "a status list is named by its number, as in /status/1")
        }
        if FormParameters.contain("time", in: (request.uri.query ?? "").utf8) {
            // §8.4: how a list was at another time is not kept.
            throw HTTPError(.notImplemented, message: "only the present status is told; leave time out")
        }
        let document = try await authority.statusLists.document(of: number, at: now)
        let gzip = CachePreconditions.takesGzip(request) ? document.gzip : nil
        let body = gzip ?? document.plain
        var answer = Answer.publicDocument("application/statuslist+jwt", body.bytes, maximumAge: 0)
        // A cache between may keep it, but must ask each time: its age would add to the time to live.
        answer.headers[.cacheControl] = "public, no-cache"
        answer.headers[.eTag] = body.entityTag
        answer.headers[.vary] = "Accept-Encoding"
        if gzip != nil { answer.headers[.contentEncoding] = "gzip" }
        guard CachePreconditions.has(body.entityTag, request) else { return answer }
        answer.status = .notModified
        answer.body = ResponseBody()
        return answer
    }
}
