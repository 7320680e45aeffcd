// The primitive that makes signatures, ready for use.

import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One parsed private key of one algorithm.
enum SignatureMaking: Sendable {
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey, _RSA.Signing.Padding, HashLength)
    case hmac(KeyedHMAC)
    case mlDSA65(MLDSA65.PrivateKey)
    case mlDSA87(MLDSA87.PrivateKey)

    /// Parses a private key whose fitness was checked.
    ///
    /// - Throws: ``KeyFault/memberInvalid(_:)`` when the halves do not belong together: such a key would publish a key
    ///   with which nothing verifies, and Ed25519 would give its secret away (RUSTSEC-2022-0093).
    init(_ material: KeyMaterial, _ algorithm: SignatureAlgorithm) throws(KeyFault) {
        guard material.isPrivate else { throw .notPrivate }
        do {
            switch material {
            case .ec(.p256, let x, let y, let d?):
                let key = try P256.Signing.PrivateKey(rawRepresentation: d)
                try SignatureMaking.require(Array(key.publicKey.rawRepresentation) == x + y, "x")
                self = .p256(key)
            case .ec(.p384, let x, let y, let d?):
                let key = try P384.Signing.PrivateKey(rawRepresentation: d)
                try SignatureMaking.require(Array(key.publicKey.rawRepresentation) == x + y, "x")
                self = .p384(key)
            case .ec(.p521, let x, let y, let d?):
                let key = try P521.Signing.PrivateKey(rawRepresentation: d)
                try SignatureMaking.require(Array(key.publicKey.rawRepresentation) == x + y, "x")
                self = .p521(key)
            case .okp(.ed25519, let x, let d?):
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: d)
                try SignatureMaking.require(Array(key.publicKey.rawRepresentation) == x, "x")
                self = .ed25519(key)
            case .rsa(let n, let e, let numbers?):
                let key = try RSAKeys.signing(n: n, e: e, numbers)
                self = .rsa(key, _RSA.Signing.Padding(of: algorithm), algorithm.row.hash)
            case .oct(let secret?): self = .hmac(KeyedHMAC(secret, algorithm.row.hash))
            case .akp(.mlDSA65, let pub, let seed?):
                let key = try MLDSA65.PrivateKey(seedRepresentation: seed, publicKey: nil)
                try SignatureMaking.require(Array(key.publicKey.rawRepresentation) == pub, "pub")
                self = .mlDSA65(key)
            case .akp(.mlDSA87, let pub, let seed?):
                let key = try MLDSA87.PrivateKey(seedRepresentation: seed, publicKey: nil)
                try SignatureMaking.require(Array(key.publicKey.rawRepresentation) == pub, "pub")
                self = .mlDSA87(key)
            default: throw KeyFault.typeMismatch(algorithm: algorithm.name)
            }
        } catch let fault as KeyFault {
            throw fault
        } catch {
            throw .notOnCurve
        }
    }

    /// The signature in the form of the standard: R and S for ECDSA (RFC 7518 §3.4).
    func signature(over input: [UInt8]) throws -> [UInt8] {
        switch self {
        case .p256(let key): Array(try key.signature(for: SHA256.of(input.span)).rawRepresentation)
        case .p384(let key): Array(try key.signature(for: SHA384.of(input.span)).rawRepresentation)
        case .p521(let key): Array(try key.signature(for: SHA512.of(input.span)).rawRepresentation)
        case .ed25519(let key): Array(try key.signature(for: input))
        case .rsa(let key, let padding, .sha256):
            Array(try key.signature(for: SHA256.of(input.span), padding: padding).rawRepresentation)
        case .rsa(let key, let padding, .sha384):
            Array(try key.signature(for: SHA384.of(input.span), padding: padding).rawRepresentation)
        case .rsa(let key, let padding, .sha512):
            Array(try key.signature(for: SHA512.of(input.span), padding: padding).rawRepresentation)
        case .hmac(let key): key.code(of: input.span)
        case .mlDSA65(let key): Array(try key.signature(for: input))
        case .mlDSA87(let key): Array(try key.signature(for: input))
        }
    }

    private static func require(_ condition: Bool, _ member: String) throws(KeyFault) {
        guard condition else { throw .memberInvalid(member) }
    }
}
