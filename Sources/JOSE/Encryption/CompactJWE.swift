// The compact serialization of an encrypted object (RFC 7516 §3.1): five parts between dots.

/// A compact JWE whose form and header were read, and which was not decrypted yet.
public struct CompactJWE: Sendable {
    /// The protected header, which nobody has authenticated yet.
    public var header: EncryptionHeader { sealed.header }

    private let sealed: SealedContent

    /// Splits a compact JWE, decodes its parts, and reads its header.
    ///
    /// - Parameter maximumLength: the longest text, in bytes; a longer one is refused before anything of it
    ///   is copied.
    /// - Throws: ``JOSEError`` for a wrong length, character, number of parts, or header;
    ///   ``JOSEError/signed`` for a compact JWS.
    public init(parsing text: String, maximumLength: Int = 262_144) throws(JOSEError) {
        guard text.utf8.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        let bytes = text.utf8.span
        if let dot = bytes.firstOffset(of: UInt8(ascii: ".")) { try HeaderLimits.check(encodedLength: dot) }
        let dots = try CompactJWE.dots(in: bytes)
        let parts = try CompactJWE.names.enumerated().map { (place, name) throws(JOSEError) in
            let start = place == 0 ? 0 : dots[place - 1] + 1
            let end = place == dots.count ? bytes.count : dots[place]
            return try Base64URL.decode(bytes.extracting(start..<end), part: name)
        }
        sealed = SealedContent(
            header: try EncryptionHeader(decoded: parts[0]),
            encryptedKey: parts[1],
            ciphertext: Ciphertext(iv: parts[2], bytes: parts[3], tag: parts[4]),
            additional: Array(text.utf8.prefix(dots[0]))
        )
    }

    private static let names = ["header", "encrypted key", "initialization vector", "ciphertext", "tag"]

    /// The places of the four dots; a foreign byte is told before a wrong number of parts, and nothing is
    /// decoded before each byte is known to be a letter of base64url or one of the dots (RFC 8725bis).
    private static func dots(in bytes: Span<UInt8>) throws(JOSEError) -> [Int] {
        var dots: [Int] = []
        var count = 0
        for offset in bytes.indices {
            if bytes[offset] == UInt8(ascii: ".") {
                count += 1
                if count <= 4 { dots.append(offset) }
            } else if !Base64URL.isLetter(bytes[offset]) {
                throw .character(offset: offset)
            }
        }
        switch count {
        case 4: return dots
        case 2: throw .signed
        default: throw .parts(count + 1)
        }
    }

    /// Decrypts the content.
    ///
    /// - Parameters:
    ///   - contents: the content encryptions that may have been used.
    ///   - inflater: what inflates a compressed content; without one such is refused.
    /// - Throws: ``JOSEError/algorithmNotAllowed(_:)``, ``JOSEError/key(_:)`` when the header's algorithm is
    ///   not the key's, ``JOSEError/header(_:)`` for a parameter of the algorithm,
    ///   ``JOSEError/inflation(limit:)``, and for all else ``JOSEError/decryptionFailed``, whatever it was
    ///   (RFC 7516 §11.5).
    public func decrypted(
        with key: DecryptionKey,
        contents: Set<ContentEncryption>,
        inflater: Inflater? = nil
    ) throws(JOSEError) -> [UInt8] {
        try sealed.opened(with: key, contents: contents, inflater: inflater)
    }

    /// Encrypts a content for one recipient, under a new key and a new IV, and never compressed.
    ///
    /// - Parameters:
    ///   - type: `typ`, the kind of the whole.
    ///   - contentType: `cty`, the kind of the content: `JWT` for a nested token (RFC 7519 §5.2).
    /// - Throws: ``JOSEError/key(_:)`` when the recipient's key does not fit or was used too often,
    ///   ``JOSEError/encryptionFailed``.
    public static func encrypt(
        _ content: [UInt8],
        as encryption: ContentEncryption,
        to key: EncryptionKey,
        type: TokenType? = nil,
        contentType: String? = nil
    ) throws(JOSEError) -> String {
        let sent = try key.newKey(for: encryption)
        let header = JSONWriter.object { json in
            key.writeParameters(of: sent, to: &json)
            json.member("enc", encryption.name)
            if let type { json.member("typ", type.name) }
            if let contentType { json.member("cty", contentType) }
        }
        let additional = Base64URL.encodedBytes(header)
        let sealed = try encryption.seal(content, additional: additional, key: sent.contentKey)
        var text = additional
        for part in [sent.encryptedKey, sealed.iv, sealed.bytes, sealed.tag] {
            text.append(UInt8(ascii: "."))
            text.append(contentsOf: Base64URL.encodedBytes(part))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
