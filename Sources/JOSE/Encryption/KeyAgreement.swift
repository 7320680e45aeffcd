// The secret that a private key and another's public key agree on (RFC 7518 §4.6, RFC 8037 §3.2).

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One parsed private key for agreement.
enum KeyAgreement: Sendable {
    case p256(P256.KeyAgreement.PrivateKey)
    case p384(P384.KeyAgreement.PrivateKey)
    case p521(P521.KeyAgreement.PrivateKey)
    case x25519(Curve25519.KeyAgreement.PrivateKey)

    /// Parses a private key.
    ///
    /// - Throws: ``KeyFault/memberInvalid(_:)`` when the halves do not belong together.
    init(_ material: KeyMaterial) throws(KeyFault) {
        do {
            let (key, isWhole): (KeyAgreement, Bool)
            switch material {
            case .ec(.p256, let x, let y, let d?):
                let own = try P256.KeyAgreement.PrivateKey(rawRepresentation: d)
                (key, isWhole) = (.p256(own), Array(own.publicKey.rawRepresentation) == x + y)
            case .ec(.p384, let x, let y, let d?):
                let own = try P384.KeyAgreement.PrivateKey(rawRepresentation: d)
                (key, isWhole) = (.p384(own), Array(own.publicKey.rawRepresentation) == x + y)
            case .ec(.p521, let x, let y, let d?):
                let own = try P521.KeyAgreement.PrivateKey(rawRepresentation: d)
                (key, isWhole) = (.p521(own), Array(own.publicKey.rawRepresentation) == x + y)
            case .okp(.x25519, let x, let d?):
                let own = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: d)
                (key, isWhole) = (.x25519(own), Array(own.publicKey.rawRepresentation) == x)
            default: throw KeyFault.notPrivate
            }
            guard isWhole else { throw KeyFault.memberInvalid("x") }
            self = key
        } catch let fault as KeyFault {
            throw fault
        } catch {
            throw .notOnCurve
        }
    }

    /// The secret that is shared with a public key.
    ///
    /// - Throws: when the other key is of another curve or not on it (SP 800-56A §5.6.2.3.4), or the secret
    ///   is the same for everyone.
    func secret(with other: KeyMaterial) throws -> [UInt8] {
        let secret =
            switch (self, other) {
            case (.p256(let own), .ec(.p256, let x, let y, _)):
                try own.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: x + y))
            case (.p384(let own), .ec(.p384, let x, let y, _)):
                try own.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: x + y))
            case (.p521(let own), .ec(.p521, let x, let y, _)):
                try own.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: x + y))
            case (.x25519(let own), .okp(.x25519, let x, _)):
                try own.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: x))
            default: throw KeyFault.notOnCurve
            }
        let bytes = unsafe secret.withUnsafeBytes { unsafe Array($0) }
        // A point of small order makes zeros of every key (RFC 8037 §3.2, RFC 7748 §6.1), and the primitive
        // does not mind.
        guard bytes.reduce(0, |) != 0 else { throw KeyFault.notOnCurve }
        return bytes
    }
}
