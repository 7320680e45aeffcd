// The claims of an ID token (OpenID Connect Core §2): who signed in, for one client, written by the authority.

internal import Crypto
package import JOSE

/// What an authority says in an ID token.
package struct IDTokenClaims: Sendable {
    package var issuer: Issuer
    package var subject: String
    /// The `client_id`, which is the one audience.
    package var clientID: String
    package var issuedAt: Int
    package var expiresAt: Int
    /// When the person signed in, how (RFC 8176), and how strong that is.
    package var authTime: Int
    package var methods: [String]
    package var acr: String
    package var nonce: String?
    /// The session at this client (OpenID Connect Back-Channel Logout §2.1).
    package var session: String?
    /// The access token that comes along, for `at_hash`.
    package var accessToken: String?
    /// What is told of the person, and claims of one's own.
    package var others: [(name: String, value: JSONValue)] = []

    package init(
        issuer: Issuer,
        subject: String,
        clientID: String,
        issuedAt: Int,
        expiresAt: Int,
        authTime: Int,
        methods: [String],
        acr: String
    ) {
        self.issuer = issuer
        self.subject = subject
        self.clientID = clientID
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.authTime = authTime
        self.methods = methods
        self.acr = acr
    }

    /// Signs the token. Its type is `JWT`, as OpenID Connect has had it from the beginning, and never `at+jwt`.
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    package func sign(with key: SigningKey) throws(JOSEError) -> String {
        try key.signToken(type: TokenType("JWT")) { claims in
            claims.member("iss", issuer.value)
            claims.member("sub", subject)
            claims.member("aud", clientID)
            claims.member("azp", clientID)
            claims.member("exp", expiresAt)
            claims.member("iat", issuedAt)
            claims.member("auth_time", authTime)
            claims.member("amr", methods)
            claims.member("acr", acr)
            if let nonce { claims.member("nonce", nonce) }
            if let session { claims.member("sid", session) }
            if let accessToken {
                claims.member("at_hash", IDTokenClaims.half(of: accessToken, for: key.algorithm))
            }
            for (name, value) in others { claims.member(name, value) }
        }
    }

    /// The left half of a token's hash, by the hash of the signature (OpenID Connect Core §3.1.3.6).
    static func half(of token: String, for algorithm: SignatureAlgorithm) -> String {
        let bytes = Array(token.utf8)
        let digest: [UInt8] =
            switch algorithm {
            case .es384, .rs384, .ps384, .hs384: Array(SHA384.hash(data: bytes))
            case .es512, .rs512, .ps512, .hs512, .ed25519, .edDSA: Array(SHA512.hash(data: bytes))
            default: Array(SHA256.hash(data: bytes))
            }
        return Base64URL.encode(Array(digest.prefix(digest.count / 2)))
    }
}
