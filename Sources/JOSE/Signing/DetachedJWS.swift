// A compact JWS whose payload is sent by another way (RFC 7515 appendix F).

extension CompactJWS {
    /// Reads a compact JWS with an empty second part, and the payload that belongs there.
    ///
    /// - Parameters:
    ///   - detachedPayload: the payload, not encoded, of any length.
    ///   - maximumLength: the longest text, in bytes.
    /// - Throws: ``JOSEError`` as ``init(parsing:maximumLength:)`` does; ``JOSEError/member(_:)`` with `payload` when
    ///   the text has one itself.
    public init(
        parsing text: String,
        detachedPayload: [UInt8],
        maximumLength: Int = 16_384
    ) throws(JOSEError) {
        // First the text as it came, so that a refusal speaks of nothing else.
        _ = try CompactJWS(parsing: text, maximumLength: maximumLength)
        let bytes = Array(text.utf8)
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")), bytes[dot + 1] == UInt8(ascii: ".") else {
            throw .member("payload")
        }
        let whole = bytes[...dot] + Base64URL.encodedBytes(detachedPayload) + bytes[(dot + 1)...]
        try self.init(parsing: String(decoding: whole, as: UTF8.self), maximumLength: .max)
    }

    /// Signs a payload that is sent by another way; the text has an empty part in its place.
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    public static func signDetached(
        _ payload: [UInt8],
        type: TokenType,
        with key: SigningKey
    ) throws(JOSEError) -> String {
        let parts = try sign(payload, type: type, with: key).split(separator: ".")
        return "\(parts[0])..\(parts[parts.count - 1])"
    }
}
