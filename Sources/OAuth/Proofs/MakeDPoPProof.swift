// Making a proof of possession: what a client does for each request (RFC 9449 §4.2).

public import JOSE

extension DPoPProof {
    /// Signs a proof for one request.
    ///
    /// ```swift
    /// var random = SystemRandomNumberGenerator()
    /// let proof = try DPoPProof.sign(
    ///     method: "GET", url: "https://api.example.com/notes", token: token, at: now,
    ///     identifier: DPoPProof.identifier(using: &random), with: key)
    /// ```
    ///
    /// - Parameters:
    ///   - method: of the request.
    ///   - url: of the request; query and fragment are left out.
    ///   - token: the access token that goes along; `nil` where none does.
    ///   - nonce: what the server asked for.
    ///   - now: seconds since 1970.
    ///   - identifier: unique for each proof.
    ///   - key: the private key, of an asymmetric algorithm.
    /// - Throws: ``JOSEError/key(_:)`` for a shared secret, ``JOSEError/signingFailed``.
    public static func sign(
        method: String,
        url: String,
        token: String? = nil,
        nonce: String? = nil,
        at now: Int,
        identifier: String,
        with key: SigningKey
    ) throws(JOSEError) -> String {
        let jwk = try key.verificationKey.jwk.publicHalf()
        let members: JSONValue
        do {
            members = try JSONDocument.object(parsing: jwk.requiredMembers)
        } catch {
            throw .json(part: "key", error)
        }
        let header = JSONWriter.object { json in
            json.member("typ", TokenType.dpopProof.name)
            json.member("alg", key.algorithm.name)
            json.member("jwk", members)
        }
        let claims = JSONWriter.object { json in
            json.member("jti", identifier)
            json.member("htm", method)
            json.member("htu", String(url.prefix { $0 != "?" && $0 != "#" }))
            json.member("iat", now)
            if let token { json.member("ath", hash(of: token)) }
            if let nonce { json.member("nonce", nonce) }
        }
        let input = Base64URL.encode(header) + "." + Base64URL.encode(claims)
        return input + "." + Base64URL.encode(try key.sign(Array(input.utf8)))
    }

    /// A `jti`: 128 random bits in base64url.
    public static func identifier(using random: inout some RandomNumberGenerator) -> String {
        Base64URL.encode((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }
}
