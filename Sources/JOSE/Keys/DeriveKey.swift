// The public half of a key that comes as its private half alone.

import Crypto

extension KeyMaterial {
    /// Both halves of the key that a scalar of a curve is.
    ///
    /// - Throws: ``KeyFault/notOnCurve`` for a scalar of another length or value.
    static func derived(on curve: Curve, from d: [UInt8]) throws(JOSEError) -> KeyMaterial {
        do {
            switch curve {
            case .p256:
                return point(
                    curve, try P256.Signing.PrivateKey(rawRepresentation: d).publicKey.rawRepresentation, d)
            case .p384:
                return point(
                    curve, try P384.Signing.PrivateKey(rawRepresentation: d).publicKey.rawRepresentation, d)
            case .p521:
                return point(
                    curve, try P521.Signing.PrivateKey(rawRepresentation: d).publicKey.rawRepresentation, d)
            case .ed25519:
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: d)
                return .okp(curve, x: Array(key.publicKey.rawRepresentation), d: d)
            case .x25519:
                let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: d)
                return .okp(curve, x: Array(key.publicKey.rawRepresentation), d: d)
            }
        } catch {
            throw .key(.notOnCurve)
        }
    }

    /// Both halves of the ML-DSA key that a seed is (FIPS 204 §5.1).
    ///
    /// - Throws: ``KeyFault/notOnCurve`` for a seed of another length than 32 bytes.
    static func derived(_ algorithm: SignatureAlgorithm, from seed: [UInt8]) throws(JOSEError) -> KeyMaterial
    {
        do {
            let pub =
                if algorithm == .mlDSA65 {
                    Array(
                        try MLDSA65.PrivateKey(seedRepresentation: seed, publicKey: nil).publicKey
                            .rawRepresentation)
                } else {
                    Array(
                        try MLDSA87.PrivateKey(seedRepresentation: seed, publicKey: nil).publicKey
                            .rawRepresentation)
                }
            return .akp(algorithm, pub: pub, seed: seed)
        } catch {
            throw .key(.notOnCurve)
        }
    }

    /// Refuses a private key whose public half is another's. RSA numbers are left to the primitive, which asks more.
    ///
    /// - Throws: ``KeyFault/notOnCurve``.
    func checkHalves() throws(JOSEError) {
        let whole: KeyMaterial
        switch self {
        case .ec(let curve, _, _, let d?), .okp(let curve, _, let d?):
            whole = try .derived(on: curve, from: d)
        case .akp(let algorithm, _, let seed?): whole = try .derived(algorithm, from: seed)
        default: return
        }
        guard whole == self else { throw .key(.notOnCurve) }
    }
}
