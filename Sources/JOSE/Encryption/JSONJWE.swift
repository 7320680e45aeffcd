// The JSON serializations of an encrypted object (RFC 7516 §7.2): general with many recipients, flattened with one.

/// A JWE in JSON whose form and headers were read, and which was not decrypted yet. It is no token (RFC 7519
/// §1): the caller names the recipient and the key.
public struct JSONJWE: Sendable {
    private let contents: [SealedContent]

    /// The header of each recipient, joined of the parts that are for all and the one that is for them;
    /// nobody has authenticated any of it yet.
    public var recipients: [EncryptionHeader] { contents.map(\.header) }

    /// The most recipients that are read.
    static let mostRecipients = 64
    /// The most parameters that the parts of a header may have together.
    static let mostParameters = 64

    /// Reads a general or flattened JWE.
    ///
    /// - Parameter maximumLength: the longest text, in bytes.
    /// - Throws: ``JOSEError/json(part:_:)``, ``JOSEError/member(_:)`` for a member that is missing, empty,
    ///   of the wrong type or of the other serialization, ``JOSEError/base64URL(part:)``, or what is wrong
    ///   with a header.
    public init(parsing bytes: [UInt8], maximumLength: Int = 262_144) throws(JOSEError) {
        let members = EncryptedMembers(object: try JSONJWE.read(bytes, maximumLength))
        let protectedText = try members.text("protected")
        var protected: JSONValue?
        if let protectedText {
            try HeaderLimits.check(encodedLength: protectedText.utf8.count)
            protected = try EncryptionHeader.read(try Base64URL.decode(protectedText, part: "header"))
        }
        let shared = try members.object("unprotected")
        guard let ciphertext = try members.bytes("ciphertext", mayBeEmpty: true) else {
            throw .member("ciphertext")
        }
        let sealed = Ciphertext(
            iv: try members.bytes("iv") ?? [], bytes: ciphertext, tag: try members.bytes("tag") ?? [])
        var additional = Array((protectedText ?? "").utf8)
        if let text = try members.text("aad") {
            _ = try Base64URL.decode(text, part: "aad")
            additional.append(UInt8(ascii: "."))
            additional.append(contentsOf: text.utf8)
        }
        contents = try members.recipients().map { (recipient) throws(JOSEError) in
            let own = try recipient.object("header")
            let count = [protected, shared, own].reduce(0) { $0 + ($1?.memberCount ?? 0) }
            guard count <= JSONJWE.mostParameters else { throw .member("header") }
            return SealedContent(
                header: try EncryptionHeader(protected: protected, shared: shared, recipient: own),
                encryptedKey: try recipient.bytes("encrypted_key") ?? [],
                ciphertext: sealed,
                additional: additional
            )
        }
        // One content is encrypted in one way (RFC 7516 §7.2.1).
        guard let first = contents.first,
            contents.allSatisfy({ $0.header.encryption.hasBytes(of: first.header.encryption) })
        else { throw .header("enc") }
    }

    private static func read(_ bytes: [UInt8], _ maximumLength: Int) throws(JOSEError) -> JSONValue {
        guard bytes.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        do {
            return try JSONDocument.object(
                parsing: bytes, limits: JSONLimits(length: maximumLength, depth: 12))
        } catch {
            throw .json(part: "JWE", error)
        }
    }

    /// Decrypts the content as one of its recipients.
    ///
    /// - Parameters:
    ///   - recipient: the place in ``recipients``.
    ///   - allowed: the content encryptions that may have been used.
    ///   - inflater: what inflates a compressed content; without one such is refused.
    /// - Throws: ``JOSEError/member(_:)`` when there is no such recipient, else as
    ///   ``CompactJWE/decrypted(with:contents:inflater:)``.
    public func decrypted(
        with key: DecryptionKey,
        recipient: Int,
        contents allowed: Set<ContentEncryption>,
        inflater: Inflater? = nil
    ) throws(JOSEError) -> [UInt8] {
        guard contents.indices.contains(recipient) else { throw .member("recipients") }
        return try contents[recipient].opened(with: key, contents: allowed, inflater: inflater)
    }
}

/// The members of a JWE or of one recipient, read with their faults. Members that are not known are ignored
/// (RFC 7516 §7.2.1).
private struct EncryptedMembers {
    let object: JSONValue

    /// A string; what says nothing must be left out (RFC 7516 §7.2.1).
    func text(_ name: String, mayBeEmpty: Bool = false) throws(JOSEError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string, mayBeEmpty || !text.isEmpty else { throw .member(name) }
        return text
    }

    func bytes(_ name: String, mayBeEmpty: Bool = false) throws(JOSEError) -> [UInt8]? {
        guard let text = try text(name, mayBeEmpty: mayBeEmpty) else { return nil }
        return try Base64URL.decode(text, part: name)
    }

    func object(_ name: String) throws(JOSEError) -> JSONValue? {
        guard let value = object[name] else { return nil }
        guard value.kind == .object else { throw .member(name) }
        return value
    }

    /// One for each recipient; a flattened JWE is its own recipient (RFC 7516 §7.2.2).
    func recipients() throws(JOSEError) -> [EncryptedMembers] {
        guard let value = object["recipients"] else { return [self] }
        for name in ["header", "encrypted_key"] where object[name] != nil { throw .member(name) }
        guard let elements = value.elements, !elements.isEmpty, elements.count <= JSONJWE.mostRecipients,
            elements.allSatisfy({ $0.kind == .object })
        else { throw .member("recipients") }
        return elements.map { EncryptedMembers(object: $0) }
    }
}
