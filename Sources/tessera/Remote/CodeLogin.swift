// Signing in through the browser: the authorization code flow with PKCE, over a loopback address (RFC 8252, RFC 9700 §2.1).

internal import Authority
internal import Fetching
internal import JOSE
internal import OAuth

/// What is asked for, whatever the flow.
struct LoginWish: Sendable {
    var scopes: [String] = []
    /// The API that the token is to be for (RFC 8707).
    var resource: String?

    var form: [(name: String, value: String)] {
        var form: [(name: String, value: String)] = []
        if !scopes.isEmpty { form.append(("scope", scopes.joined(separator: " "))) }
        if let resource { form.append(("resource", resource)) }
        return form
    }
}

struct CodeLogin: Sendable {
    let client: RemoteClient
    let wish: LoginWish
    let address: CallbackAddress
    /// Seconds for which the person has time.
    let patience: Int
    /// What opens the URL; `nil` to print it alone.
    let browser: String?

    /// Sends the person to the authorization endpoint and redeems what comes back.
    func run() async throws -> ReceivedTokens {
        let (state, nonce, verifier) = (RandomSecret.text(24), RandomSecret.text(24), RandomSecret.text(48))
        guard client.server.words("code_challenge_methods_supported")?.contains("S256") ?? true else {
            throw Failure(
                .general,
                "\(client.server.issuer) does not offer PKCE with S256, without which a code can be stolen")
        }
        var redirect = ""
        let answer = try await CallbackListener.answer(at: address, state: state, within: patience) { uri in
            redirect = uri
            let url = try await request(
                to: uri, state: state, nonce: nonce, challenge: CodeChallenge.of(verifier))
            Terminal.note("Open this to sign in:\n\n  \(url)\n")
            if let browser { try OpenBrowser.open(url, with: browser) }
        }
        try check(answer)
        var form: [(name: String, value: String)] = [
            ("grant_type", "authorization_code"), ("code", answer.value("code") ?? ""),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ]
        if let resource = wish.resource { form.append(("resource", resource)) }
        let tokens = try await client.tokens(form)
        if let idToken = tokens.idToken { try check(idToken, nonce: nonce) }
        return tokens
    }

    /// The URL that the person opens.
    private func request(to redirect: String, state: String, nonce: String, challenge: String) async throws
        -> String
    {
        let endpoint = try client.server.endpoint("authorization_endpoint")
        var form: [(name: String, value: String)] = [
            ("response_type", "code"), ("client_id", client.id), ("redirect_uri", redirect), ("state", state),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ]
        form += wish.form
        if wish.scopes.contains("openid") { form.append(("nonce", nonce)) }
        // The code is bound as well, so that nobody else can redeem it (RFC 9449 §10).
        if let key = client.proofKey { form.append(("dpop_jkt", key.verificationKey.jwk.thumbprint)) }
        if client.server.flag("require_pushed_authorization_requests") {
            let pushed = form.filter { !$0.name.hasBytes(of: "client_id") }
            let answer = try await client.post(pushed, to: "pushed_authorization_request_endpoint")
            guard (200...201).contains(answer.status), let uri = try answer.object()["request_uri"]?.string
            else {
                throw RemoteClient.failure(answer, of: client.server.issuer)
            }
            form = [("client_id", client.id), ("request_uri", uri)]
        }
        return FormParameters.add(form, to: endpoint)
    }

    /// Whether the answer is this issuer's (RFC 9207 §2.4), and a code.
    private func check(_ answer: RequestParameters) throws(Failure) {
        let issuer = client.server.issuer
        let named = answer.value("iss")
        guard
            named.map({ $0.hasBytes(of: issuer.value) })
                ?? !client.server.flag("authorization_response_iss_parameter_supported")
        else {
            throw Failure(
                .general,
                "the answer names the issuer \(named?.excerptForTerminal ?? "none"); \(issuer) was asked. Somebody may have mixed "
                    + "up two servers, so the code was not used")
        }
        if let code = answer.value("error") {
            let more = answer.value("error_description").map { ": \($0.excerptForTerminal)" } ?? ""
            throw Failure(
                code.hasBytes(of: "access_denied") ? .cancelled : .general,
                "\(issuer) refused: \(code.excerptForTerminal)\(more)")
        }
        guard answer.value("code") != nil else {
            throw Failure(.general, "\(issuer) sent back neither a code nor an error")
        }
    }

    /// Whether an ID token is the answer to this request. It came over the connection of the token endpoint, whose
    /// certificate stands for its signature (OpenID Connect Core §3.1.3.7).
    private func check(_ idToken: String, nonce: String) throws(Failure) {
        let claims = ReceivedTokens.claims(of: idToken)
        let audiences = ReceivedTokens.audiences(of: idToken)
        guard claims?["iss"]?.equals(client.server.issuer.value) ?? false,
            audiences.contains(where: { $0.hasBytes(of: client.id) }),
            !wish.scopes.contains("openid") || claims?["nonce"]?.equals(nonce) ?? false
        else {
            throw Failure(
                .general, "the ID token is not the answer to this sign-in: its iss, aud or nonce is another")
        }
    }
}
