// A signed token inside an encryption: one level, and then the door of every other token (RFC 7519 §5.2, §11.2).

/// A token that is encrypted, as it came in. Decrypting it proves nothing about who made it: anyone can
/// encrypt to a public key. So it holds a signed token, or it is refused.
public struct EncryptedToken: Sendable {
    private let jwe: CompactJWE

    /// The header, which nobody has authenticated yet: it serves to find the key.
    public var header: EncryptionHeader { jwe.header }

    /// Reads the form of an encrypted token: length, characters, parts, header.
    ///
    /// - Throws: ``TokenRejection/malformed(_:)``; with ``JOSEError/signed`` for a token that is signed
    ///   alone, with ``JOSEError/header(_:)`` for a `cty` that is not `JWT`.
    public init(parsing text: String, maximumLength: Int = 32_768) throws(TokenRejection) {
        do {
            jwe = try CompactJWE(parsing: text, maximumLength: maximumLength)
        } catch {
            throw .malformed(error)
        }
        // Nested tokens say that they are (RFC 7519 §5.2); bare claims would be encrypted by whom?
        guard jwe.header.contentType == TokenType("JWT") else { throw .malformed(.header("cty")) }
    }

    /// The signed token inside, which nobody has checked yet.
    ///
    /// - Parameters:
    ///   - contents: the content encryptions that may have been used.
    ///   - inflater: what inflates a compressed content; without one such is refused.
    ///   - maximumLength: the longest signed token, in bytes.
    /// - Throws: ``TokenRejection/algorithmNotAllowed(_:)``, ``TokenRejection/keyUnfit(_:)``,
    ///   ``TokenRejection/decryptionFailed`` whatever did not hold, or ``TokenRejection/malformed(_:)`` when
    ///   the content is not a signed token: an encrypted one in it is refused, and so are claims that nobody
    ///   signed.
    public func decrypted(
        with key: DecryptionKey,
        contents: Set<ContentEncryption>,
        inflater: Inflater? = nil,
        maximumLength: Int = 16_384
    ) throws(TokenRejection) -> UnverifiedToken {
        let content: [UInt8]
        do {
            content = try jwe.decrypted(with: key, contents: contents, inflater: inflater)
        } catch {
            switch error {
            case .algorithmNotAllowed(let name): throw .algorithmNotAllowed(name)
            case .key(let fault): throw .keyUnfit(fault)
            case .decryptionFailed: throw .decryptionFailed
            default: throw .malformed(error)
            }
        }
        guard content.count <= maximumLength else { throw .malformed(.tooLong(limit: maximumLength)) }
        return try UnverifiedToken(
            parsing: String(decoding: content, as: UTF8.self), maximumLength: maximumLength)
    }
}

extension SigningKey {
    /// Signs a token and encrypts it for one recipient (RFC 7519 §11.2: in this order).
    ///
    /// - Parameters:
    ///   - type: the kind of the token, which the signed header says.
    ///   - key: the recipient's.
    /// - Throws: ``JOSEError/signingFailed``, or what ``CompactJWE/encrypt(_:as:to:type:contentType:)``
    ///   throws.
    public func signToken(
        type: TokenType,
        encryptedTo key: EncryptionKey,
        as encryption: ContentEncryption,
        claims: (inout JSONWriter) -> Void
    ) throws(JOSEError) -> String {
        let signed = try signToken(type: type, claims: claims)
        return try CompactJWE.encrypt(Array(signed.utf8), as: encryption, to: key, contentType: "JWT")
    }
}
