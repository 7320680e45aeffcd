// Encrypting a key to an RSA key and decrypting it, with OAEP alone (RFC 7518 §4.3).

import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// The primitive's encryption keys are not Sendable, as its signature keys are. They are made of checked
// numbers for each use: that is a small part of what the use itself costs, and no rule of the compiler is
// switched off for it.

/// A public key to encrypt to.
struct RSARecipient: Sendable {
    private let n: [UInt8]
    private let e: [UInt8]
    private let padding: _RSA.Encryption.Padding

    /// Takes numbers that the primitive takes.
    init(n: [UInt8], e: [UInt8], _ algorithm: KeyManagementAlgorithm) throws {
        _ = try _RSA.Encryption.PublicKey(n: n, e: e)
        self.n = n
        self.e = e
        padding = _RSA.Encryption.Padding(of: algorithm)
    }

    func encrypt(_ key: SymmetricKey) throws -> [UInt8] {
        let bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
        return Array(try _RSA.Encryption.PublicKey(n: n, e: e).encrypt(bytes, padding: padding))
    }
}

/// A private key that decrypts.
struct RSADecryption: Sendable {
    private let der: [UInt8]
    private let padding: _RSA.Encryption.Padding

    /// Takes numbers that belong together.
    init(n: [UInt8], e: [UInt8], _ numbers: RSAPrivateNumbers, _ algorithm: KeyManagementAlgorithm) throws {
        der = Array(try RSAKeys.decryption(n: n, e: e, numbers).derRepresentation)
        padding = _RSA.Encryption.Padding(of: algorithm)
    }

    func decrypt(_ encryptedKey: [UInt8]) throws -> SymmetricKey {
        let key = try _RSA.Encryption.PrivateKey(derRepresentation: der)
        return SymmetricKey(data: try key.decrypt(encryptedKey, padding: padding))
    }
}

extension _RSA.Encryption.Padding {
    /// OAEP with SHA-256, or with the SHA-1 of older peers. RSA1_5 is not among the algorithms.
    fileprivate init(of algorithm: KeyManagementAlgorithm) {
        self = algorithm == .rsaOAEP ? .PKCS1_OAEP : .PKCS1_OAEP_SHA256
    }
}
