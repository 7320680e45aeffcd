// A client at another server: who it is, how it proves it, and its requests to the endpoints there.

internal import Authority
internal import Fetching
internal import JOSE
internal import OAuth

struct RemoteClient: Sendable {
    let id: String
    let secret: String?
    /// What signs its assertions (RFC 7523), instead of a secret.
    let assertionKey: SigningKey?
    /// What its tokens are bound to (RFC 9449).
    let proofKey: SigningKey?
    let server: ServerDocument
    let wire: Wire

    /// Posts a form to an endpoint, with what proves the client.
    ///
    /// A server that wants a nonce in the proof says so once; the request is then sent again with it (RFC 9449 §8).
    func post(
        _ form: [(name: String, value: String)],
        to endpoint: String
    ) async throws -> IncomingAnswer {
        let url = try server.endpoint(endpoint)
        let first = try await send(form, to: url, nonce: nil)
        guard first.status == 400 || first.status == 401, first.refusal.code == "use_dpop_nonce",
            let nonce = first.values("DPoP-Nonce").first
        else { return first }
        return try await send(form, to: url, nonce: nonce)
    }

    private func send(_ form: [(name: String, value: String)], to url: String, nonce: String?) async throws
        -> IncomingAnswer
    {
        var fields: [(name: String, value: String)] = [
            ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
        ]
        var form = form
        if let assertionKey {
            form += [
                ("client_id", id), ("client_assertion_type", ClientAssertion.type),
                ("client_assertion", try assertion(by: assertionKey)),
            ]
        } else if let secret {
            // RFC 8414 §2: where nothing is said, it is Basic.
            let methods = server.words("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"]
            if methods.contains("client_secret_basic") || !methods.contains("client_secret_post") {
                // Each half is encoded like a form's value, then joined (RFC 6749 §2.3.1).
                let pair = FormParameters.encoded(id) + ":" + FormParameters.encoded(secret)
                fields.append(
                    (
                        "Authorization",
                        "Basic " + String(decoding: Base64.encode(Array(pair.utf8)), as: UTF8.self)
                    ))
            } else {
                form += [("client_id", id), ("client_secret", secret)]
            }
        } else {
            form.append(("client_id", id))
        }
        if let proofKey {
            fields.append(
                ("DPoP", try RemoteClient.proof("POST", url, nonce: nonce, at: wire.now(), by: proofKey)))
        }
        return try await wire.send(
            OutgoingRequest("POST", url, fields, body: Array(FormParameters.text(form).utf8)))
    }

    /// A proof for one request.
    static func proof(
        _ method: String,
        _ url: String,
        token: String? = nil,
        nonce: String?,
        at now: Int,
        by key: SigningKey
    ) throws(JOSEError) -> String {
        try DPoPProof.sign(
            method: method, url: url, token: token, nonce: nonce, at: now, identifier: RandomSecret.text(16),
            with: key)
    }

    /// A statement of who asks, for the issuer alone (RFC 7523bis §4).
    private func assertion(by key: SigningKey) throws -> String {
        let now = wire.now()
        return try key.signToken(type: TokenType("client-authentication+jwt")) { json in
            json.member("iss", id)
            json.member("sub", id)
            json.member("aud", server.issuer.value)
            json.member("jti", RandomSecret.text(16))
            json.member("iat", now)
            json.member("exp", now + 60)
        }
    }

    /// Posts to the token endpoint, and reads the tokens.
    ///
    /// - Throws: ``Failure`` with what the server said.
    func tokens(_ form: [(name: String, value: String)]) async throws -> ReceivedTokens {
        let answer = try await post(form, to: "token_endpoint")
        guard answer.status == 200 else { throw RemoteClient.failure(answer, of: server.issuer) }
        return try ReceivedTokens(answer, at: wire.now())
    }

    /// The failure that an answer of an OAuth endpoint is.
    static func failure(_ answer: IncomingAnswer, of issuer: Issuer) -> Failure {
        let refusal = answer.refusal
        let code: Failure.Code =
            switch refusal.code {
            case "invalid_client", "invalid_grant", "unauthorized_client", "expired_token": .credentials
            case "access_denied": .cancelled
            case "invalid_scope", "insufficient_scope": .notAllowed
            default: answer.status == 401 ? .credentials : .general
            }
        return Failure(code, "\(issuer) refused: \(refusal.sentence)")
    }
}
