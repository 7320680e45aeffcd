// Encrypting one content for several recipients, in JSON (RFC 7516 §5.1, §7.2).

extension JSONJWE {
    /// Encrypts a content under a new key and a new IV, and never compressed: flattened for one key, general
    /// for several.
    ///
    /// For one recipient the whole header is protected. For several, `alg`, `kid` and what the algorithm
    /// needs stand beside each key, where the tag does not cover them; everything else is protected.
    ///
    /// - Parameters:
    ///   - additionalData: bytes that everyone may read and nobody may change (RFC 7516 §2, JWE AAD).
    ///   - type: `typ`, the kind of the whole.
    ///   - contentType: `cty`, the kind of the content.
    /// - Throws: ``JOSEError/member(_:)`` for no recipient or more than 64,
    ///   ``JOSEError/algorithmNotAllowed(_:)`` for `dir` and ECDH-ES among several, ``JOSEError/key(_:)``
    ///   when a key does not fit or was used too often, ``JOSEError/encryptionFailed``.
    public static func encrypt(
        _ content: [UInt8],
        as encryption: ContentEncryption,
        to keys: [EncryptionKey],
        additionalData: [UInt8]? = nil,
        type: TokenType? = nil,
        contentType: String? = nil
    ) throws(JOSEError) -> [UInt8] {
        guard let first = keys.first, keys.count <= mostRecipients else { throw .member("recipients") }
        let sent: [SentKey]
        if keys.count == 1 {
            sent = [try first.newKey(for: encryption)]
        } else {
            let key = encryption.randomKey()
            sent = try keys.map { (recipient) throws(JOSEError) in try recipient.wrap(key) }
        }
        let recipients = Array(zip(keys, sent))
        let header = JSONWriter.object { json in
            if keys.count == 1 { first.writeParameters(of: sent[0], to: &json) }
            json.member("enc", encryption.name)
            if let type { json.member("typ", type.name) }
            if let contentType { json.member("cty", contentType) }
        }
        let protected = Base64URL.encode(header)
        let additionalText = additionalData.flatMap { $0.isEmpty ? nil : Base64URL.encode($0) }
        let additional = Array((protected + (additionalText.map { "." + $0 } ?? "")).utf8)
        let sealed = try encryption.seal(content, additional: additional, key: sent[0].contentKey)
        return JSONWriter.object { json in
            json.member("protected", protected)
            if keys.count == 1 {
                if !sent[0].encryptedKey.isEmpty {
                    json.member("encrypted_key", Base64URL.encode(sent[0].encryptedKey))
                }
            } else {
                json.array("recipients", recipients) { json, recipient in
                    json.object("header") { recipient.0.writeParameters(of: recipient.1, to: &$0) }
                    json.member("encrypted_key", Base64URL.encode(recipient.1.encryptedKey))
                }
            }
            if let additionalText { json.member("aad", additionalText) }
            json.member("iv", Base64URL.encode(sealed.iv))
            json.member("ciphertext", Base64URL.encode(sealed.bytes))
            json.member("tag", Base64URL.encode(sealed.tag))
        }
    }
}
