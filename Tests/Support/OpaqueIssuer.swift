// Opaque tokens at the test issuer: what it answers when a verifier asks about one, and who may ask.

import JOSE
package import OAuth
package import TokenVerifier

/// What the test issuer says of one opaque token.
package struct OpaqueAnswer: Sendable {
    package var isActive = true
    package var subject = "usr_1"
    package var audience = "https://api.example"
    package var scopes = "notes:read"
    package var expiresAt = TestIssuer.start + 900
    package var status: StatusReference?
    /// The client that the answer is for; whoever asks where it is `nil`.
    package var client: String?
    package var issuedAt = TestIssuer.start

    package init() {}
}

extension TestIssuer {
    package static let introspectionPath = "/oauth/introspect"
    package static let clientID = "cli_api"
    package static let clientSecret = "tessera_cs_of the test+issuer%"

    /// An opaque token of the right form.
    package static func opaque() -> String {
        var generator = SystemRandomNumberGenerator()
        return OpaqueToken(using: &generator).text
    }

    /// The settings of a verifier that may ask this issuer.
    package static func opaqueTokens(secret: String = clientSecret, cacheFor: Int = 300, capacity: Int = 1_000)
        -> OpaqueTokens
    {
        OpaqueTokens(clientID: clientID, secret: secret, cacheFor: cacheFor, capacity: capacity)
    }

    /// The signed answer to a message (RFC 9701).
    func introspection(_ message: PostedMessage, _ answers: [String: OpaqueAnswer], key: SigningKey) throws
        -> FetchedDocument
    {
        let form = FormParameters.of(message.body)
        guard message.authorization == TestIssuer.authorization,
            message.contentType == "application/x-www-form-urlencoded",
            let token = form.first(where: { $0.name == "token" })?.value
        else { return FetchedDocument(status: 401, body: Array(#"{"error":"invalid_client"}"#.utf8)) }
        let answer = answers[token]
        let text = try key.signToken(type: TokenType("token-introspection+jwt")) { claims in
            claims.member("iss", issuer.value)
            claims.member("aud", answer?.client ?? TestIssuer.clientID)
            claims.member("iat", answer?.issuedAt ?? TestIssuer.start)
            claims.object("token_introspection") { json in
                guard let answer, answer.isActive else { return json.member("active", false) }
                json.member("active", true)
                json.member("iss", issuer.value)
                json.member("sub", answer.subject)
                json.member("aud", answer.audience)
                json.member("client_id", "tessera")
                json.member("scope", answer.scopes)
                json.member("exp", answer.expiresAt)
                json.member("iat", answer.issuedAt)
                json.member("jti", "1.7.opaque")
                answer.status?.write(to: &json)
            }
        }
        return FetchedDocument(
            status: 200, body: Array(text.utf8), contentType: "application/token-introspection+jwt")
    }

    /// `base64(urlencode(id):urlencode(secret))`, written down rather than computed as the verifier does.
    private static let authorization =
        "Basic Y2xpX2FwaTp0ZXNzZXJhX2NzX29mJTIwdGhlJTIwdGVzdCUyQmlzc3VlciUyNQ=="
}
