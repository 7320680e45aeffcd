// How a recipient gets the key of a content: the recipient's side (RFC 7516 §5.2, RFC 7518 §4).

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One parsed private key or shared secret, ready to unwrap.
enum KeyUnwrapping: Sendable {
    case direct(SymmetricKey, only: ContentEncryption?)
    case aesKeyWrap(SymmetricKey)
    case aesGCM(SymmetricKey)
    case agreement(KeyAgreement)
    case rsa(RSADecryption)
    case password([UInt8], maximumIterations: Int)

    /// The key of a content. Where unwrapping fails it is a random one, so that neither the error nor the
    /// time tells whether it was the wrapping or the content that did not hold (RFC 7516 §11.5).
    ///
    /// - Throws: ``JOSEError/header(_:)`` for a header that can't be used, ``JOSEError/key(_:)`` for a shared
    ///   key of another length, ``JOSEError/decryptionFailed`` for what anyone can see to be wrong.
    func contentKey(
        _ encryptedKey: [UInt8],
        _ header: EncryptionHeader,
        _ algorithm: KeyManagementAlgorithm,
        for content: ContentEncryption
    ) throws(JOSEError) -> SymmetricKey {
        let length = content.row.keyLength
        switch self {
        case .direct(let key, let only):
            try content.checkFit(of: key, only: only)
            guard encryptedKey.isEmpty else { throw .decryptionFailed }
            return key
        case .agreement(let own):
            guard let wrapLength = algorithm.row.wrapLength else {
                let agreed = try KeyUnwrapping.agree(own, header, content.name, length)
                guard encryptedKey.isEmpty else { throw .decryptionFailed }
                return agreed
            }
            let agreed = try KeyUnwrapping.agree(own, header, algorithm.name, wrapLength)
            return KeyUnwrapping.unwrap(encryptedKey, with: agreed, for: content)
        case .aesKeyWrap(let own): return KeyUnwrapping.unwrap(encryptedKey, with: own, for: content)
        case .aesGCM(let own):
            guard let iv = try header.bytes(of: "iv"), iv.count == 12 else { throw .header("iv") }
            guard let tag = try header.bytes(of: "tag"), tag.count == 16 else { throw .header("tag") }
            return KeyUnwrapping.keyOrRandom(for: content) {
                let box = try AES.GCM.SealedBox(
                    nonce: AES.GCM.Nonce(data: iv), ciphertext: encryptedKey, tag: tag)
                return SymmetricKey(data: try AES.GCM.open(box, using: own))
            }
        case .rsa(let own): return KeyUnwrapping.keyOrRandom(for: content) { try own.decrypt(encryptedKey) }
        case .password(let password, let maximum):
            let parameters = try PasswordParameters(header, maximumIterations: maximum)
            // Anyone can see this length: no password is tried for it.
            guard encryptedKey.count == length + 8 else { throw .decryptionFailed }
            do {
                let own = try parameters.key(of: password, algorithm)
                return KeyUnwrapping.unwrap(encryptedKey, with: own, for: content)
            } catch {
                throw .decryptionFailed
            }
        }
    }

    private static func agree(
        _ own: KeyAgreement,
        _ header: EncryptionHeader,
        _ name: String,
        _ length: Int
    ) throws(JOSEError) -> SymmetricKey {
        let other = try header.ephemeralKey()
        let context = ConcatKDF.Context(
            algorithm: name,
            partyU: try header.bytes(of: "apu") ?? [],
            partyV: try header.bytes(of: "apv") ?? []
        )
        do {
            return ConcatKDF.key(from: try own.secret(with: other), context, length: length)
        } catch {
            throw .decryptionFailed
        }
    }

    private static func unwrap(
        _ encryptedKey: [UInt8],
        with own: SymmetricKey,
        for content: ContentEncryption
    ) -> SymmetricKey {
        keyOrRandom(for: content) {
            // The primitive would read before the start of a text that is too short.
            guard encryptedKey.count == content.row.keyLength + 8 else { throw JOSEError.decryptionFailed }
            return try AES.KeyWrap.unwrap(encryptedKey, using: own)
        }
    }

    /// What unwrapping gives, or where it fails or gives another length, a random key that was made
    /// beforehand.
    private static func keyOrRandom(
        for content: ContentEncryption,
        _ unwrap: () throws -> SymmetricKey
    ) -> SymmetricKey {
        let random = content.randomKey()
        do {
            let key = try unwrap()
            return key.bitCount == random.bitCount ? key : random
        } catch {
            return random
        }
    }
}
