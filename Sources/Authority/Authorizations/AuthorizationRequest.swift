// A request to the authorization endpoint (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1), read rule by rule.

internal import JOSE
internal import OAuth
internal import SQL

/// What `prompt` asks for (OpenID Connect Core §3.1.2.1).
enum Prompt: String, CaseIterable, Sendable {
    case none
    case login
    case consent
    case selectAccount = "select_account"
    /// OpenID Connect Prompt Create 1.0: there is no registration by oneself here yet, so a sign-in is asked for.
    case create
}

/// A request whose client and redirect URI are trusted and whose parameters keep the rules.
package struct AuthorizationRequest: Sendable {
    package let client: RegisteredClient
    package let redirect: TrustedRedirect
    package let mode: ResponseMode
    let state: String?
    package let wanted: WantedScopes
    let challenge: CodeChallenge?
    let nonce: String?
    let prompts: Set<Prompt>
    /// Seconds.
    let maximumAge: Int?
    /// The subject that an ID token of ours names, or that `claims` asks for.
    let hint: SubjectHint?
    let claims: ClaimsRequest?
    /// The key that the code will be bound to (RFC 9449 §10).
    let keyThumbprint: String?
    /// The digest of the name under which the request was pushed.
    let pushed: String?

    /// Reads a request whose redirect URI is trusted: what is wrong from here on is answered there.
    ///
    /// - Throws: ``OAuthRefusal``, in the order of the rules below.
    init(
        _ parameters: RequestParameters,
        of source: RequestSource,
        from client: RegisteredClient,
        to redirect: TrustedRedirect,
        mode: ResponseMode,
        issuer: Issuer,
        hint: SubjectHint?,
        in db: any SQLTransaction
    ) throws {
        self.client = client
        self.redirect = redirect
        self.mode = mode
        state = parameters.value("state")
        pushed = source.pushed
        try Self.checkResponse(parameters, client)
        // Required by OpenID Connect Core §3.1.2.1, whatever OAuth 2.1 §4.1.1 would let pass.
        guard redirect.wasNamed || !WantedScopes.asksForOpenID(parameters) else {
            throw OAuthRefusal(
                .invalidRequest,
                "the parameter redirect_uri is missing: OpenID Connect has every request name it")
        }
        try Self.checkSource(source, client)
        nonce = try Self.bounded("nonce", of: parameters, longest: 1_024)
        challenge = try Self.challenge(parameters, client)
        wanted = try WantedScopes(parameters, for: client, issuer: issuer, in: db)
        prompts = try Self.prompts(parameters)
        maximumAge = try Self.maximumAge(parameters) ?? client.metadata.maximumAge
        claims = try parameters.value("claims").map { try ClaimsRequest(parsing: $0) }
        self.hint = hint ?? claims?.subject.map { SubjectHint(subject: $0) }
        keyThumbprint = try Self.keyThumbprint(parameters, source, client)
    }

    private static func checkResponse(
        _ parameters: RequestParameters,
        _ client: RegisteredClient
    ) throws(OAuthRefusal) {
        let type = try parameters.required("response_type")
        guard type.hasBytes(of: "code") else {
            throw OAuthRefusal(
                .unsupportedResponseType,
                "response_type must be code: tokens never travel through the browser here")
        }
        guard client.grantTypes.contains(.authorizationCode) else {
            throw OAuthRefusal(.unauthorizedClient, "this client is not registered for authorization_code")
        }
        if let mode = parameters.value("response_mode"), ResponseMode(rawValue: mode) == nil {
            throw OAuthRefusal(.invalidRequest, "response_mode must be query or form_post")
        }
    }

    private static func checkSource(
        _ source: RequestSource,
        _ client: RegisteredClient
    ) throws(OAuthRefusal) {
        if client.metadata.requiresPushedRequests || source.mustBePushed, source.pushed == nil {
            throw OAuthRefusal(
                .invalidRequest,
                "requests must be pushed here: send them to the pushed_authorization_request_endpoint first")
        }
        if client.metadata.requiresSignedRequests, !source.isSigned {
            throw OAuthRefusal(.invalidRequest, "this client must sign its requests: send a request object")
        }
    }

    /// A challenge always, but for older software that proves itself and sends a nonce (RFC 9700 §2.1.1).
    private static func challenge(
        _ parameters: RequestParameters,
        _ client: RegisteredClient
    ) throws(OAuthRefusal) -> CodeChallenge? {
        if let challenge = parameters.value("code_challenge") {
            return try CodeChallenge(challenge, method: parameters.value("code_challenge_method"))
        }
        guard parameters.value("code_challenge_method") == nil else {
            throw OAuthRefusal(.invalidRequest, "code_challenge_method came without a code_challenge")
        }
        guard client.isPKCEOptional else {
            throw OAuthRefusal(
                .invalidRequest,
                "the parameter code_challenge is missing: this server requires PKCE with S256")
        }
        guard parameters.value("nonce") != nil, WantedScopes.asksForOpenID(parameters) else {
            throw OAuthRefusal(
                .invalidRequest, "a request without code_challenge needs a nonce and the scope openid")
        }
        return nil
    }

    private static func prompts(_ parameters: RequestParameters) throws(OAuthRefusal) -> Set<Prompt> {
        var prompts: Set<Prompt> = []
        for word in (parameters.value("prompt") ?? "").split(separator: " ") {
            // A value that is not known is one that is not offered (OpenID Connect Core §3.1.2.1).
            guard let prompt = Prompt(rawValue: String(word)) else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "prompt holds a value that is not offered; offered are "
                        + Prompt.allCases.map(\.rawValue).joined(separator: ", "))
            }
            prompts.insert(prompt)
        }
        guard !prompts.contains(.none) || prompts.count == 1 else {
            throw OAuthRefusal(.invalidRequest, "prompt none excludes every other value")
        }
        return prompts
    }

    private static func maximumAge(_ parameters: RequestParameters) throws(OAuthRefusal) -> Int? {
        guard let text = parameters.value("max_age") else { return nil }
        guard let seconds = DecimalDigits.number(Array(text.utf8)[...], limit: 10) else {
            throw OAuthRefusal(.invalidRequest, "max_age must be a whole number of seconds")
        }
        return seconds
    }

    private static func keyThumbprint(
        _ parameters: RequestParameters,
        _ source: RequestSource,
        _ client: RegisteredClient
    ) throws(OAuthRefusal) -> String? {
        let asked = parameters.value("dpop_jkt")
        guard asked.map(Confirmation.isThumbprint) ?? true else {
            throw OAuthRefusal(
                .invalidRequest, "dpop_jkt is the SHA-256 thumbprint of a key: 43 characters of base64url")
        }
        if let asked, let proven = source.keyThumbprint, !asked.hasBytes(of: proven) {
            throw OAuthRefusal(.invalidDPoPProof, "dpop_jkt and the proof name different keys")
        }
        return source.keyThumbprint ?? asked
    }

    private static func bounded(
        _ name: String,
        of parameters: RequestParameters,
        longest: Int
    ) throws(OAuthRefusal) -> String? {
        guard let text = parameters.value(name) else { return nil }
        guard text.utf8.count <= longest else {
            throw OAuthRefusal(.invalidRequest, "\(name) has at most \(longest) bytes here")
        }
        return text
    }
}

/// Where a request came from, besides the browser.
struct RequestSource: Sendable {
    /// The digest of the name under which it was pushed (RFC 9126).
    var pushed: String?
    /// Whether this server takes no others.
    var mustBePushed = false
    /// Whether its parameters came in a request object (RFC 9101). One that was pushed was asked about this then.
    var isSigned = false
    /// The key of the proof with which it was pushed (RFC 9449 §10.1).
    var keyThumbprint: String?
}

/// The person that a client expects.
struct SubjectHint: Hashable, Sendable {
    /// A `sub` as the client knows it.
    let subject: String
}
