// A token before it is signed: every part of it can be changed or left out, and it can be signed as no issuer would.

internal import HummingbirdTokens

/// The parts of a token.
struct TokenDraft {
    let now: Int
    var type: String? = TokenType.accessToken.name
    var critical: [String] = []
    var issuer: String?
    var subject: String? = "usr_test"
    var audience: String?
    var clientID: String? = "client_test"
    var scopes: [String]
    var issuedAt: Int?
    var expiresAt: Int?
    var notBefore: Int?
    var identifier: String?
    /// `nil` writes a status that names no place.
    var status: StatusReference?

    /// A good token.
    init(issuer: String, audience: String, scopes: [String], status: StatusReference, at now: Int) {
        self.now = now
        self.issuer = issuer
        self.audience = audience
        self.scopes = scopes
        self.status = status
        issuedAt = now
        expiresAt = now + 600
        let random = (0..<12).map { _ in UInt8.random(in: .min ... .max) }
        identifier = "1.\(status.index).\(Base64URL.encode(random))"
    }

    /// The token, signed as it should be.
    func sign(
        with key: SigningKey,
        more: (inout JSONWriter) -> Void = { _ in }
    ) throws(JOSEError) -> String {
        let input = signingInput(key.algorithm.name, key.keyID, more)
        return try input + "." + Base64URL.encode(key.sign(Array(input.utf8)))
    }

    /// With one bit of the signature changed.
    func signBadly(with key: SigningKey) throws(JOSEError) -> String {
        let input = signingInput(key.algorithm.name, key.keyID)
        var signature = try key.sign(Array(input.utf8))
        signature[signature.count / 2] ^= 1
        return input + "." + Base64URL.encode(signature)
    }

    /// With the signature of another subject's token.
    func signAndChange(with key: SigningKey) throws(JOSEError) -> String {
        let signature = try sign(with: key).split(separator: ".").last ?? ""
        var changed = self
        changed.subject = "usr_admin"
        return changed.signingInput(key.algorithm.name, key.keyID) + "." + signature
    }

    /// With `alg` of `none`.
    func unsigned(naming keyID: String) -> String { signingInput("none", keyID) + "." }

    /// With the text of the public key as the secret of an HMAC.
    func signAsSecret(_ key: SigningKey) throws(JOSEError) -> String {
        let secret = try Array(key.verificationKey.jwk.publicPEM().utf8)
        return try sign(with: SigningKey(secret: secret, algorithm: .hs256, keyID: key.keyID))
    }

    private func signingInput(
        _ algorithm: String,
        _ keyID: String,
        _ more: (inout JSONWriter) -> Void = { _ in }
    ) -> String {
        let header = JSONWriter.object { header in
            header.member("alg", algorithm)
            if let type { header.member("typ", type) }
            header.member("kid", keyID)
            if !critical.isEmpty { header.member("crit", critical) }
            for name in critical { header.member(name, true) }
        }
        let payload = JSONWriter.object { claims in
            write(to: &claims)
            more(&claims)
        }
        return Base64URL.encode(header) + "." + Base64URL.encode(payload)
    }

    private func write(to claims: inout JSONWriter) {
        if let issuer { claims.member("iss", issuer) }
        if let subject { claims.member("sub", subject) }
        if let audience { claims.member("aud", audience) }
        if let expiresAt { claims.member("exp", expiresAt) }
        if let issuedAt { claims.member("iat", issuedAt) }
        if let notBefore { claims.member("nbf", notBefore) }
        if let identifier { claims.member("jti", identifier) }
        if let clientID { claims.member("client_id", clientID) }
        claims.member("scope", scopes.joined(separator: " "))
        if let status {
            status.write(to: &claims)
        } else {
            claims.object("status") { _ in }
        }
    }
}
