// Whether a key may wrap, unwrap or agree on the key of a content, and with which one algorithm.

extension KeyFitness {
    /// What a key for key management is bound to.
    struct KeyManagement {
        let algorithm: KeyManagementAlgorithm
        /// The only content encryption that the key names: a shared key's `alg` may be an `enc` (RFC 7517
        /// §4.4).
        let content: ContentEncryption?
    }

    /// The one algorithm that the key is bound to: its own, or where it names none, the caller's.
    static func keyManagement(
        of jwk: JWK,
        asked: KeyManagementAlgorithm?,
        for purpose: Purpose
    ) throws(KeyFault) -> KeyManagement {
        let binding = try binding(of: jwk, asked: asked)
        let row = binding.algorithm.row
        guard row.family != .password else { throw .password }
        if row.family == .agreement, purpose == .encrypt, jwk.operations?.isEmpty ?? false {
            // WebCrypto exports the public half of an agreement with an empty list: it does nothing by
            // itself.
            try check(
                jwk.bound(to: binding.algorithm.name, use: jwk.use ?? "enc", keyID: nil), for: purpose,
                operations: [])
        } else {
            try check(jwk, for: purpose, operations: operations(row.family, purpose))
        }
        guard row.keyTypes.contains(jwk.material.type), jwk.material.curve != .ed25519 else {
            throw .typeMismatch(algorithm: binding.algorithm.name)
        }
        try checkStrength(of: jwk.material, secret: 16)
        if case .oct(let secret?) = jwk.material {
            // A key of AES is as long as its algorithm says, not longer and not shorter (RFC 7518 §4.4, §4.5,
            // §4.7).
            let lengths = row.wrapLength.map { [$0] } ?? contentLengths(binding.content)
            guard lengths.contains(secret.count) else { throw .memberInvalid("k") }
        }
        return binding
    }

    private static func binding(of jwk: JWK, asked: KeyManagementAlgorithm?) throws(KeyFault) -> KeyManagement
    {
        guard let name = jwk.algorithm else {
            guard let asked else { throw .algorithmMissing }
            return KeyManagement(algorithm: asked, content: nil)
        }
        let content = ContentEncryption(name: name)
        guard let bound = content == nil ? KeyManagementAlgorithm(name: name) : .direct else {
            throw .unknownAlgorithm(name.excerpt(32))
        }
        if let asked, asked != bound { throw .algorithm(bound: name.excerpt(32), asked: asked.name) }
        return KeyManagement(algorithm: bound, content: content)
    }

    /// The names that `key_ops` has for it, one of which is enough (RFC 7517 §4.3).
    private static func operations(_ family: KeyManagementAlgorithm.Family, _ purpose: Purpose) -> [String] {
        let isEncrypting = purpose == .encrypt
        switch family {
        case .direct: return [isEncrypting ? "encrypt" : "decrypt"]
        case .aesKeyWrap, .aesGCM: return [isEncrypting ? "wrapKey" : "unwrapKey"]
        case .rsa: return isEncrypting ? ["wrapKey", "encrypt"] : ["unwrapKey", "decrypt"]
        case .agreement, .password: return ["deriveKey", "deriveBits"]
        }
    }

    private static func contentLengths(_ content: ContentEncryption?) -> [Int] {
        guard let content else { return ContentEncryption.allCases.map(\.row.keyLength) }
        return [content.row.keyLength]
    }
}
