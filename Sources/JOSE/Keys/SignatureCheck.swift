// The primitive that checks signatures, ready for use: keys parsed once, HMAC keyed once.

import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One parsed key of one algorithm.
enum SignatureCheck: Sendable {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    case rsa(RSAVerification)
    case hmac(KeyedHMAC)
    case mlDSA65(MLDSA65.PublicKey)
    case mlDSA87(MLDSA87.PublicKey)

    /// Parses a key whose fitness was checked.
    init(_ material: KeyMaterial, _ algorithm: SignatureAlgorithm) throws(KeyFault) {
        do {
            switch material {
            case .ec(.p256, let x, let y, _): self = .p256(try .init(rawRepresentation: x + y))
            case .ec(.p384, let x, let y, _): self = .p384(try .init(rawRepresentation: x + y))
            case .ec(.p521, let x, let y, _): self = .p521(try .init(rawRepresentation: x + y))
            case .okp(.ed25519, let x, _): self = .ed25519(try .init(rawRepresentation: x))
            case .rsa(let n, let e, _):
                self = .rsa(RSAVerification(key: try .init(n: n, e: e), algorithm: algorithm))
            case .oct(let secret?): self = .hmac(KeyedHMAC(secret, algorithm.row.hash))
            case .akp(.mlDSA65, let pub, _): self = .mlDSA65(try .init(rawRepresentation: pub))
            case .akp(.mlDSA87, let pub, _): self = .mlDSA87(try .init(rawRepresentation: pub))
            case .oct(nil): throw KeyFault.memberMissing("k")
            case .ec, .okp, .akp: throw KeyFault.typeMismatch(algorithm: algorithm.name)
            }
        } catch let fault as KeyFault {
            throw fault
        } catch {
            throw .notOnCurve
        }
    }

    /// Whether these bytes are a signature of this key over those; any form but the one of the standard is none.
    func accepts(_ signature: [UInt8], over input: Span<UInt8>) -> Bool {
        switch self {
        case .p256(let key):
            do {
                // Hashing here, where the bytes lie, is quicker than through the primitive's generic entry.
                let signature = try P256.Signing.ECDSASignature(rawRepresentation: signature)
                return key.isValidSignature(signature, for: SHA256.of(input))
            } catch { return false }
        case .p384(let key):
            do {
                let signature = try P384.Signing.ECDSASignature(rawRepresentation: signature)
                return key.isValidSignature(signature, for: SHA384.of(input))
            } catch { return false }
        case .p521(let key):
            do {
                let signature = try P521.Signing.ECDSASignature(rawRepresentation: signature)
                return key.isValidSignature(signature, for: SHA512.of(input))
            } catch { return false }
        case .ed25519(let key):
            return unsafe input.withUnsafeBytes { input in
                unsafe signature.withUnsafeBytes { unsafe key.isValidSignature($0, for: input) }
            }
        case .rsa(let key): return key.accepts(signature, over: input)
        case .hmac(let key): return key.accepts(signature, over: input)
        case .mlDSA65(let key):
            return unsafe input.withUnsafeBytes { unsafe key.isValidSignature(signature, for: $0) }
        case .mlDSA87(let key):
            return unsafe input.withUnsafeBytes { unsafe key.isValidSignature(signature, for: $0) }
        }
    }
}

/// An RSA key with the padding and the hash of its algorithm.
struct RSAVerification: Sendable {
    let key: _RSA.Signing.PublicKey
    let padding: _RSA.Signing.Padding
    let hash: HashLength

    init(key: _RSA.Signing.PublicKey, algorithm: SignatureAlgorithm) {
        self.key = key
        padding = _RSA.Signing.Padding(of: algorithm)
        hash = algorithm.row.hash
    }

    func accepts(_ bytes: [UInt8], over input: Span<UInt8>) -> Bool {
        // A modulus of so many bits takes signatures of as many bytes and no others (RFC 8017 §8.1.2, §8.2.2).
        guard bytes.count == (key.keySizeInBits + 7) / 8 else { return false }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: bytes)
        return switch hash {
        case .sha256: key.isValidSignature(signature, for: SHA256.of(input), padding: padding)
        case .sha384: key.isValidSignature(signature, for: SHA384.of(input), padding: padding)
        case .sha512: key.isValidSignature(signature, for: SHA512.of(input), padding: padding)
        }
    }
}

extension _RSA.Signing.Padding {
    /// PSS takes the salt as long as the hash and MGF1 of the same hash (RFC 7518 §3.5); so does the primitive.
    init(of algorithm: SignatureAlgorithm) {
        switch algorithm {
        case .ps256, .ps384, .ps512: self = .PSS
        default: self = .insecurePKCS1v1_5
        }
    }
}

extension HashFunction {
    /// The digest of some bytes, without a copy of them.
    static func of(_ input: Span<UInt8>) -> Digest {
        var hash = Self()
        unsafe input.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
        return hash.finalize()
    }
}
