// An encrypted content with all that one recipient needs to open it, from whichever serialization.

/// What the two serializations have in common. Nothing of it is authentic before
/// ``opened(with:contents:inflater:)``.
struct SealedContent: Sendable {
    let header: EncryptionHeader
    let encryptedKey: [UInt8]
    let ciphertext: Ciphertext
    /// The bytes that the tag covers besides the ciphertext (RFC 7516 §5.1, step 14).
    let additional: [UInt8]

    /// Decrypts in the order of RFC 7516 §5.2: algorithms, key, content, and then what it was compressed
    /// with.
    func opened(
        with key: DecryptionKey,
        contents: Set<ContentEncryption>,
        inflater: Inflater?
    ) throws(JOSEError) -> [UInt8] {
        guard let algorithm = header.knownAlgorithm else {
            throw .algorithmNotAllowed(header.algorithm.excerpt(32))
        }
        guard algorithm == key.algorithm else {
            throw .key(.algorithm(bound: key.algorithm.name, asked: algorithm.name))
        }
        guard let content = header.knownContent, contents.contains(content) else {
            throw .algorithmNotAllowed(header.encryption.excerpt(32))
        }
        if header.isCompressed, inflater == nil { throw .header("zip") }
        let contentKey = try key.contentKey(encryptedKey, header, for: content)
        let opened = try content.open(ciphertext, additional: additional, key: contentKey)
        guard header.isCompressed, let inflater else { return opened }
        return try inflater.content(of: opened)
    }
}
