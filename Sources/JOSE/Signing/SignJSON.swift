// Signing in JSON (RFC 7515 §7.2): flattened with one key, general with several.

extension JSONJWS {
    /// Where the `kid` of a key goes.
    public enum KeyIDPlace: Sendable {
        /// Into the protected header, so that the signature covers it.
        case protected
        /// Into the unprotected header.
        case unprotected
        /// Nowhere: the readers know which key it is.
        case nowhere
    }

    /// Signs a payload: with one key in the flattened form, with several in the general one.
    ///
    /// - Parameters:
    ///   - type: `typ`, in the protected header.
    ///   - keyIDs: where each key's `kid` goes.
    ///   - detached: leaves the payload out, as it is sent by another way (RFC 7515 appendix F).
    ///   - unprotected: writes further unprotected parameters of each signature.
    /// - Throws: ``JOSEError/signingFailed``; ``JOSEError/member(_:)`` with `signatures` for no key or more than 16;
    ///   ``JOSEError/header(_:)`` for an unprotected parameter that stands in the protected header as well or may not
    ///   be unprotected.
    public static func sign(
        _ payload: [UInt8],
        with keys: [SigningKey],
        type: TokenType? = nil,
        keyIDs: KeyIDPlace = .protected,
        detached: Bool = false,
        unprotected: ((inout JSONWriter) -> Void)? = nil
    ) throws(JOSEError) -> [UInt8] {
        let encoded = Base64URL.encodedBytes(payload)
        let parts = try keys.map { key throws(JOSEError) in
            try SignedPart(encoded, key: key) { header in
                header.member("alg", key.algorithm.name)
                if let type { header.member("typ", type.name) }
                if keyIDs == .protected { header.member("kid", key.keyID) }
            }
        }
        let text = SignedPart.object(
            parts, payload: detached ? nil : String(decoding: encoded, as: UTF8.self)
        ) {
            json, part in
            guard keyIDs == .unprotected || unprotected != nil else { return }
            json.object("header") { header in
                if keyIDs == .unprotected { header.member("kid", part.keyID) }
                unprotected?(&header)
            }
        }
        // What no strict reader would take is not let out.
        _ = try JSONJWS(parsing: text, maximumLength: .max, detachedPayload: detached ? payload : nil)
        return text
    }
}

/// One signature on its way into JSON.
struct SignedPart {
    let protected: String
    let signature: String
    let keyID: String

    /// Signs a protected header, a dot, and the payload as it enters the signing input.
    init(
        _ payload: [UInt8],
        key: SigningKey,
        header: (inout JSONWriter) -> Void
    ) throws(JOSEError) {
        let encoded = Base64URL.encodedBytes(JSONWriter.object(header))
        protected = String(decoding: encoded, as: UTF8.self)
        signature = try Base64URL.encode(key.sign(encoded + [UInt8(ascii: ".")] + payload))
        keyID = key.keyID
    }

    /// The JSON object of some signatures; `payload` is the text of its member.
    static func object(
        _ parts: [SignedPart],
        payload: String?,
        header: (inout JSONWriter, SignedPart) -> Void = { _, _ in }
    ) -> [UInt8] {
        JSONWriter.object { json in
            if let payload { json.member("payload", payload) }
            if parts.count == 1 {
                parts[0].write(to: &json, header)
            } else {
                json.array("signatures", parts) { json, part in part.write(to: &json, header) }
            }
        }
    }

    private func write(to json: inout JSONWriter, _ header: (inout JSONWriter, SignedPart) -> Void) {
        json.member("protected", protected)
        header(&json, self)
        json.member("signature", signature)
    }
}
