// Making new keys from the system's random generator.

import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JWK {
    /// Makes a key for a signature algorithm. Its `kid` is its thumbprint; that of a shared secret is random.
    ///
    /// - Parameter rsaBits: the length of an RSA modulus, from 2048 to 8192 and a multiple of 64.
    /// - Throws: ``JOSEError/key(_:)`` when the length is not one of these, or the primitive can't make a key.
    public static func generate(
        for algorithm: SignatureAlgorithm,
        rsaBits: Int = 2_048
    ) throws(JOSEError) -> JWK {
        let material: KeyMaterial
        switch algorithm.row.keyType {
        case .rsa: material = try .generateRSA(bits: rsaBits)
        case .oct: material = .oct(KeyMaterial.random(algorithm.row.hash.rawValue))
        case .akp: material = try .generateAKP(algorithm)
        case .ec, .okp: material = .generate(on: algorithm.row.curve ?? .p256)
        }
        return JWK(material, keyID: nil, algorithm: algorithm.name, use: "sig").named
    }

    /// Makes a key for key management: a shared secret, an RSA key, or a point of a curve.
    ///
    /// - Parameters:
    ///   - curve: for ECDH-ES: `P-256`, `P-384`, `P-521` or `X25519`.
    ///   - content: for `dir`: what the key will encrypt.
    ///   - rsaBits: the length of an RSA modulus.
    /// - Throws: ``JOSEError/key(_:)`` when these do not fit the algorithm; passwords are not made here.
    public static func generate(
        for algorithm: KeyManagementAlgorithm,
        curve: String = "X25519",
        content: ContentEncryption = .a256GCM,
        rsaBits: Int = 2_048
    ) throws(JOSEError) -> JWK {
        let material: KeyMaterial
        switch algorithm.row.family {
        case .direct: material = .oct(KeyMaterial.random(content.row.keyLength))
        case .aesKeyWrap, .aesGCM: material = .oct(KeyMaterial.random(algorithm.row.wrapLength ?? 32))
        case .rsa: material = try .generateRSA(bits: rsaBits)
        case .agreement:
            guard let curve = Curve(rawValue: curve), curve != .ed25519 else {
                throw .key(.unknownType(curve.excerpt(32)))
            }
            material = .generate(on: curve)
        case .password: throw .key(.password)
        }
        return JWK(material, keyID: nil, algorithm: algorithm.name, use: "enc").named
    }

    /// Under its thumbprint; a shared secret, whose thumbprint tells of it, under a random name.
    private var named: JWK {
        let name = isSymmetric ? Base64URL.encode(KeyMaterial.random(16)) : thumbprint
        return JWK(material, keyID: name, algorithm: algorithm, use: use)
    }
}

extension KeyMaterial {
    /// Random bytes.
    static func random(_ count: Int) -> [UInt8] {
        unsafe SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { unsafe Array($0) }
    }

    static func generate(on curve: Curve) -> KeyMaterial {
        switch curve {
        case .p256:
            let key = P256.Signing.PrivateKey()
            return .point(.p256, key.publicKey.rawRepresentation, key.rawRepresentation)
        case .p384:
            let key = P384.Signing.PrivateKey()
            return .point(.p384, key.publicKey.rawRepresentation, key.rawRepresentation)
        case .p521:
            let key = P521.Signing.PrivateKey()
            return .point(.p521, key.publicKey.rawRepresentation, key.rawRepresentation)
        case .ed25519:
            let key = Curve25519.Signing.PrivateKey()
            return .okp(.ed25519, x: Array(key.publicKey.rawRepresentation), d: Array(key.rawRepresentation))
        case .x25519:
            let key = Curve25519.KeyAgreement.PrivateKey()
            return .okp(.x25519, x: Array(key.publicKey.rawRepresentation), d: Array(key.rawRepresentation))
        }
    }

    /// A point as `x` and `y` in a row, and its scalar.
    static func point(_ curve: Curve, _ point: Data, _ scalar: some Collection<UInt8>) -> KeyMaterial {
        .ec(
            curve,
            x: Array(point.prefix(curve.length)),
            y: Array(point.suffix(curve.length)),
            d: Array(scalar)
        )
    }

    static func generateRSA(bits: Int) throws(JOSEError) -> KeyMaterial {
        guard (2_048...8_192).contains(bits), bits % 64 == 0 else {
            throw .key(.tooWeak("an RSA modulus of 2048 to 8192 bits in steps of 64 is needed"))
        }
        do {
            let key = try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits))
            return try RSADER.privateKey(Array(key.derRepresentation))
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .key(.notOnCurve)
        }
    }

    static func generateAKP(_ algorithm: SignatureAlgorithm) throws(JOSEError) -> KeyMaterial {
        do {
            if algorithm == .mlDSA65 {
                let key = try MLDSA65.PrivateKey()
                return .akp(
                    algorithm, pub: Array(key.publicKey.rawRepresentation),
                    seed: Array(key.seedRepresentation))
            }
            let key = try MLDSA87.PrivateKey()
            return .akp(
                algorithm, pub: Array(key.publicKey.rawRepresentation), seed: Array(key.seedRepresentation))
        } catch {
            throw .key(.notOnCurve)
        }
    }
}
