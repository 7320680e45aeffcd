// A public key that is ready to check signatures of one algorithm.

import Crypto

/// A public key, parsed once and bound to one algorithm.
public struct VerificationKey: Sendable {
    /// The one algorithm that signatures of this key have.
    public let algorithm: SignatureAlgorithm
    /// The key as a JWK, without any private half.
    public let jwk: JWK

    /// The `kid` with which tokens name this key.
    public var keyID: String? { jwk.keyID }

    private let primitive: Primitive

    private enum Primitive: Sendable {
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    /// Loads a key.
    ///
    /// - Parameter algorithm: pins a key that names no `alg` itself; must equal the key's own where it names
    ///   one.
    /// - Throws: ``JOSEError/key(_:)`` when the key is not fit for verifying with one algorithm.
    public init(jwk: JWK, algorithm: SignatureAlgorithm?) throws(JOSEError) {
        do {
            self.algorithm = try KeyFitness.algorithm(of: jwk, asked: algorithm, for: .verify)
        } catch {
            throw .key(error)
        }
        do {
            switch self.algorithm {
            case .es256: primitive = .p256(try .init(rawRepresentation: jwk.x + (jwk.y ?? [])))
            case .ed25519, .edDSA: primitive = .ed25519(try .init(rawRepresentation: jwk.x))
            }
        } catch {
            throw .key(.notOnCurve)
        }
        self.jwk = JWK(
            curve: jwk.curve,
            x: jwk.x,
            y: jwk.y,
            d: nil,
            keyID: jwk.keyID,
            algorithm: self.algorithm
        )
    }

    /// Checks a signature.
    ///
    /// - Throws: ``JOSEError/signatureInvalid`` for anything but a signature of exactly this key over these
    ///   bytes.
    public func verify(signature: [UInt8], over input: ArraySlice<UInt8>) throws(JOSEError) {
        try verify(signature: signature, over: input.span)
    }

    func verify(signature: [UInt8], over input: Span<UInt8>) throws(JOSEError) {
        guard signature.count == algorithm.row.signatureLength else { throw .signatureInvalid }
        let valid: Bool
        switch primitive {
        case .p256(let key):
            do {
                // Hashing here, where the bytes lie, is quicker than through the primitive's generic entry.
                var hash = SHA256()
                unsafe input.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
                let signature = try P256.Signing.ECDSASignature(rawRepresentation: signature)
                valid = key.isValidSignature(signature, for: hash.finalize())
            } catch {
                throw .signatureInvalid
            }
        case .ed25519(let key):
            valid = unsafe input.withUnsafeBytes { input in
                unsafe signature.withUnsafeBytes { unsafe key.isValidSignature($0, for: input) }
            }
        }
        guard valid else { throw .signatureInvalid }
    }
}
