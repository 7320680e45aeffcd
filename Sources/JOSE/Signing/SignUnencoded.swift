// Signing a payload as it is (RFC 7797): for large or readable content that base64url would swell or hide.

extension UnencodedJWS {
    /// Signs a payload into a compact text.
    ///
    /// - Parameters:
    ///   - type: `typ`; that of a JWT is refused.
    ///   - detached: leaves the payload out, as it is sent by another way. Without this it must be printable ASCII
    ///     without a dot.
    /// - Throws: ``JOSEError/signingFailed``; ``JOSEError/member(_:)`` with `payload` when it can't stand in a compact
    ///   text; ``JOSEError/header(_:)`` with `typ`.
    public static func sign(
        _ payload: [UInt8],
        type: TokenType? = nil,
        with key: SigningKey,
        detached: Bool = false
    ) throws(JOSEError) -> String {
        guard detached || payload.allSatisfy(isPlain) else { throw .member("payload") }
        let part = try part(of: payload, type: type, key: key)
        let middle = detached ? "" : String(decoding: payload, as: UTF8.self)
        let text = "\(part.protected).\(middle).\(part.signature)"
        // What no strict reader would take is not let out.
        _ = try UnencodedJWS(parsing: text, detachedPayload: detached ? payload : nil, maximumLength: .max)
        return text
    }

    /// Signs a payload into JSON: with one key in the flattened form, with several in the general one.
    ///
    /// - Parameters:
    ///   - type: `typ`; that of a JWT is refused.
    ///   - detached: leaves the payload out, as it is sent by another way. Without this it must be UTF-8.
    /// - Throws: ``JOSEError/signingFailed``; ``JOSEError/member(_:)`` with `payload` when it is not UTF-8, with
    ///   `signatures` for no key or more than 16; ``JOSEError/header(_:)`` with `typ`.
    public static func signJSON(
        _ payload: [UInt8],
        type: TokenType? = nil,
        with keys: [SigningKey],
        detached: Bool = false
    ) throws(JOSEError) -> [UInt8] {
        var member: String?
        if !detached {
            guard let text = String(validating: payload, as: UTF8.self) else { throw .member("payload") }
            member = text
        }
        let parts = try keys.map { key throws(JOSEError) in try part(of: payload, type: type, key: key) }
        let text = SignedPart.object(parts, payload: member)
        _ = try UnencodedJWS(parsing: text, detachedPayload: detached ? payload : nil, maximumLength: .max)
        return text
    }

    private static func part(
        of payload: [UInt8],
        type: TokenType?,
        key: SigningKey
    ) throws(JOSEError) -> SignedPart {
        try SignedPart(payload, key: key) { header in
            header.member("alg", key.algorithm.name)
            header.member("b64", false)
            header.member("crit", ["b64"])
            if let type { header.member("typ", type.name) }
            header.member("kid", key.keyID)
        }
    }
}
