// What the registered header parameters and claims mean, and where that is written: one row each.

enum TokenGlossary {
    /// A name with its meaning and its section.
    struct Term: Sendable {
        let name: String
        let meaning: String
        let section: String

        init(_ name: String, _ meaning: String, _ section: String) {
            self.name = name
            self.meaning = meaning
            self.section = section
        }
    }

    static func parameter(_ name: String) -> Term? { find(name, in: parameters) }

    static func claim(_ name: String) -> Term? { find(name, in: claims) }

    private static func find(_ name: String, in terms: [Term]) -> Term? {
        terms.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    static let parameters: [Term] = [
        Term("alg", "how it is signed, or how its key is encrypted", "RFC 7515 §4.1.1, RFC 7516 §4.1.1"),
        Term("kid", "which key", "RFC 7515 §4.1.4"),
        Term("typ", "what kind of token this is", "RFC 7515 §4.1.9, RFC 8725 §3.11"),
        Term("cty", "what the content is; JWT for a token inside", "RFC 7515 §4.1.10, RFC 7519 §5.2"),
        Term("crit", "extensions that must be understood", "RFC 7515 §4.1.11"),
        Term("b64", "whether the payload is base64url", "RFC 7797 §3"),
        Term("jku", "where a key set would be; never followed", "RFC 7515 §4.1.2"),
        Term("jwk", "a key that the sender chose; never used", "RFC 7515 §4.1.3"),
        Term("x5u", "where a certificate would be; never followed", "RFC 7515 §4.1.5"),
        Term("x5c", "a certificate that the sender chose; never used", "RFC 7515 §4.1.6"),
        Term("x5t", "the SHA-1 of a certificate", "RFC 7515 §4.1.7"),
        Term("x5t#S256", "the SHA-256 of a certificate", "RFC 7515 §4.1.8"),
        Term("enc", "how the content is encrypted", "RFC 7516 §4.1.2"),
        Term("zip", "how the content was compressed", "RFC 7516 §4.1.3"),
        Term("epk", "the sender's key for this one agreement", "RFC 7518 §4.6.1.1"),
        Term("apu", "who the sender is, to the agreement", "RFC 7518 §4.6.1.2"),
        Term("apv", "who the recipient is, to the agreement", "RFC 7518 §4.6.1.3"),
        Term("iv", "the nonce of the wrapped key", "RFC 7518 §4.7.1.1"),
        Term("tag", "the tag of the wrapped key", "RFC 7518 §4.7.1.2"),
        Term("p2s", "the salt of a password", "RFC 7518 §4.8.1.1"),
        Term("p2c", "how often a password is hashed", "RFC 7518 §4.8.1.2"),
        Term("iss", "the issuer, repeated from an encrypted token", "RFC 7519 §5.3"),
        Term("aud", "the audience, repeated from an encrypted token", "RFC 7519 §5.3"),
    ]

    static let claims: [Term] = [
        Term("iss", "who issued it", "RFC 7519 §4.1.1"),
        Term("sub", "whom it is about", "RFC 7519 §4.1.2"),
        Term("aud", "which APIs it is for", "RFC 7519 §4.1.3"),
        Term("exp", "from when on it must be refused", "RFC 7519 §4.1.4"),
        Term("nbf", "before when it must be refused", "RFC 7519 §4.1.5"),
        Term("iat", "when it was issued", "RFC 7519 §4.1.6"),
        Term("jti", "its own name", "RFC 7519 §4.1.7"),
        Term("client_id", "which client it was issued to", "RFC 8693 §4.3"),
        Term("scope", "what it allows", "RFC 8693 §4.2"),
        Term("act", "who acts for the subject", "RFC 8693 §4.1"),
        Term("may_act", "who may act for the subject", "RFC 8693 §4.4"),
        Term("auth_time", "when the person signed in", "RFC 9068 §2.2.1"),
        Term("acr", "how strongly the person signed in", "RFC 9068 §2.2.1"),
        Term("amr", "by which means the person signed in", "RFC 9068 §2.2.1"),
        Term("roles", "roles of the subject", "RFC 9068 §2.2.3.1"),
        Term("groups", "groups of the subject", "RFC 9068 §2.2.3.1"),
        Term("entitlements", "entitlements of the subject", "RFC 9068 §2.2.3.1"),
        Term("authorization_details", "what it allows, in detail", "RFC 9396 §9.1"),
        Term("cnf", "the key that its bearer must prove to hold", "RFC 7800 §3.1"),
        Term("status", "where it can be looked up whether it was revoked", "Token Status List §6.1"),
        Term("events", "what happened: this is a security event", "RFC 8417 §2.2"),
        Term("htm", "the method of the request that it proves", "RFC 9449 §4.2"),
        Term("htu", "the address of the request that it proves", "RFC 9449 §4.2"),
        Term("ath", "the hash of the access token that it goes with", "RFC 9449 §4.2"),
        Term("nonce", "ties it to one request", "OpenID Connect Core §2"),
        Term("azp", "which client it was issued to", "OpenID Connect Core §2"),
        Term("at_hash", "a hash of the access token beside it", "OpenID Connect Core §3.1.3.6"),
        Term("sid", "the session", "OpenID Connect Front-Channel Logout §3"),
        Term("name", "the person's name", "OpenID Connect Core §5.1"),
        Term("preferred_username", "how the person wants to be called", "OpenID Connect Core §5.1"),
        Term("email", "an address of mail", "OpenID Connect Core §5.1"),
        Term("email_verified", "whether that address was checked", "OpenID Connect Core §5.1"),
    ]
}
