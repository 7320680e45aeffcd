// The token that is signed and verified: what Tessera issues to one program for one API (RFC 9068).

import JOSE

enum SampleClaims {
    static let issuer = "https://auth.example.com"
    static let subject = "usr_4f6Gm0pXbW1q"
    static let audience = "https://api.example.com"
    static let lifetime = 900
    static let identifier = "ses_9hJ2vQe7TnLk3R"
    static let client = "tessera"
    static let scope = "notes:read tasks:read"
    static let index = 412_077
    static let list = "https://auth.example.com/status/7"

    static func write(to claims: inout JSONWriter, now: Int, hasStatus: Bool = true) {
        claims.member("iss", issuer)
        claims.member("sub", subject)
        claims.member("aud", audience)
        claims.member("exp", now + lifetime)
        claims.member("iat", now)
        claims.member("jti", identifier)
        claims.member("client_id", client)
        claims.member("scope", scope)
        guard hasStatus else { return }
        claims.object("status") { status in
            status.object("status_list") { reference in
                reference.member("idx", index)
                reference.member("uri", list)
            }
        }
    }

    /// Everything that RFC 9068 §4 asks of a resource server.
    static func policy(_ algorithm: SignatureAlgorithm) -> TokenPolicy {
        TokenPolicy(
            issuer: issuer,
            audience: audience,
            type: .accessToken,
            algorithms: [algorithm],
            requiredClaims: [.issuer, .subject, .audience, .expiration, .issuedAt, .identifier, "client_id"]
        )
    }
}
