// How a recipient gets the key of a content: the sender's side (RFC 7516 §5.1, RFC 7518 §4).

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The key of a content, as it is sent to one recipient.
struct SentKey {
    let contentKey: SymmetricKey
    /// Empty where the two sides agree on the key itself.
    var encryptedKey: [UInt8] = []
    /// `epk`.
    var ephemeral: JWK?
    /// `iv` and `tag` of key encryption with AES GCM.
    var wrapping: Ciphertext?
    /// `p2s` and `p2c`.
    var password: PasswordParameters?

    /// Writes the parameters with which the recipient finds the key.
    func writeParameters(to json: inout JSONWriter) {
        if let ephemeral { json.object("epk") { ephemeral.writePublic(to: &$0) } }
        if let wrapping {
            json.member("iv", Base64URL.encode(wrapping.iv))
            json.member("tag", Base64URL.encode(wrapping.tag))
        }
        if let password {
            json.member("p2s", Base64URL.encode(password.salt))
            json.member("p2c", password.iterations)
        }
    }
}

/// One parsed key of a recipient, ready to wrap.
enum KeyWrapping: Sendable {
    case direct(SymmetricKey, only: ContentEncryption?)
    case aesKeyWrap(SymmetricKey)
    case aesGCM(SymmetricKey)
    case agreement(KeyMaterial, Curve)
    case rsa(RSARecipient)
    case password([UInt8], iterations: Int)

    /// The key that both sides have or agree on, which is the content's key itself; `nil` where a key is
    /// wrapped.
    func agreedKey(
        for content: ContentEncryption,
        _ algorithm: KeyManagementAlgorithm,
        _ uses: UseCounter
    ) throws(JOSEError) -> SentKey? {
        switch self {
        case .direct(let key, let only):
            try content.checkFit(of: key, only: only)
            // The IVs of AES GCM must never meet under one key; those of CBC may.
            if content.row.hash == nil { try uses.countOne() }
            return SentKey(contentKey: key)
        case .agreement(let recipient, let curve) where algorithm.row.wrapLength == nil:
            return try KeyWrapping.agree(recipient, curve, content.name, content.row.keyLength)
        default: return nil
        }
    }

    /// Wraps the key of a content.
    ///
    /// - Throws: ``JOSEError/encryptionFailed``, or ``JOSEError/algorithmNotAllowed(_:)`` where no key can be
    ///   wrapped.
    func wrap(
        _ key: SymmetricKey,
        _ algorithm: KeyManagementAlgorithm,
        _ uses: UseCounter
    ) throws(JOSEError) -> SentKey {
        var sent = SentKey(contentKey: key)
        do {
            switch self {
            case .aesKeyWrap(let own): sent.encryptedKey = Array(try AES.KeyWrap.wrap(key, using: own))
            case .aesGCM(let own):
                try uses.countOne()
                let iv = KeyMaterial.random(12)
                let bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
                let box = try AES.GCM.seal(bytes, using: own, nonce: AES.GCM.Nonce(data: iv))
                sent.encryptedKey = Array(box.ciphertext)
                sent.wrapping = Ciphertext(iv: iv, bytes: [], tag: Array(box.tag))
            case .agreement(let recipient, let curve):
                guard let length = algorithm.row.wrapLength else {
                    throw JOSEError.algorithmNotAllowed(algorithm.name)
                }
                let agreed = try KeyWrapping.agree(recipient, curve, algorithm.name, length)
                sent.ephemeral = agreed.ephemeral
                sent.encryptedKey = Array(try AES.KeyWrap.wrap(key, using: agreed.contentKey))
            case .rsa(let own): sent.encryptedKey = try own.encrypt(key)
            case .password(let password, let iterations):
                let parameters = PasswordParameters(salt: KeyMaterial.random(16), iterations: iterations)
                let own = try parameters.key(of: password, algorithm)
                sent.password = parameters
                sent.encryptedKey = Array(try AES.KeyWrap.wrap(key, using: own))
            case .direct: throw JOSEError.algorithmNotAllowed(algorithm.name)
            }
            return sent
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .encryptionFailed
        }
    }

    /// Agrees on a key with a key pair that is made for this one message.
    private static func agree(
        _ recipient: KeyMaterial,
        _ curve: Curve,
        _ name: String,
        _ length: Int
    ) throws(JOSEError) -> SentKey {
        do {
            let ephemeral = KeyMaterial.generate(on: curve)
            let secret = try KeyAgreement(ephemeral).secret(with: recipient)
            let context = ConcatKDF.Context(algorithm: name, partyU: [], partyV: [])
            var sent = SentKey(contentKey: ConcatKDF.key(from: secret, context, length: length))
            sent.ephemeral = JWK(ephemeral.publicHalf, keyID: nil, algorithm: nil, use: nil)
            return sent
        } catch {
            throw .encryptionFailed
        }
    }
}

extension ContentEncryption {
    /// Refuses a shared key that is of another length than this encryption's, or that names another.
    func checkFit(of key: SymmetricKey, only: ContentEncryption?) throws(JOSEError) {
        if let only, only != self { throw .key(.algorithm(bound: only.name, asked: name)) }
        guard key.bitCount == row.keyLength * 8 else { throw .key(.typeMismatch(algorithm: name)) }
    }
}
