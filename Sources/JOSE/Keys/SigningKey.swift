// A private key that signs with one algorithm.

import Crypto

/// A private key, parsed once and bound to one algorithm. Printing it shows no key material.
public struct SigningKey: Sendable, CustomStringConvertible {
    /// The public half.
    public let publicKey: VerificationKey

    private let jwk: JWK
    private let primitive: Primitive

    private enum Primitive: Sendable {
        case p256(P256.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    /// The `kid` that tokens of this key carry: the JWK's own, or its RFC 7638 thumbprint.
    public let keyID: String

    /// The one algorithm that the key signs with.
    public var algorithm: SignatureAlgorithm { publicKey.algorithm }

    /// Algorithm and `kid`; no key material.
    public var description: String { "SigningKey(\(algorithm.name), kid \(keyID))" }

    /// Makes a new key; its `kid` is its thumbprint.
    public static func generate(_ algorithm: SignatureAlgorithm) throws(JOSEError) -> SigningKey {
        switch algorithm {
        case .es256:
            let key = P256.Signing.PrivateKey()
            let point = Array(key.publicKey.rawRepresentation)
            return try SigningKey(
                jwk: JWK(
                    curve: .p256,
                    x: Array(point.prefix(32)),
                    y: Array(point.suffix(32)),
                    d: Array(key.rawRepresentation),
                    keyID: nil,
                    algorithm: algorithm
                ),
                algorithm: algorithm
            )
        case .ed25519, .edDSA:
            let key = Curve25519.Signing.PrivateKey()
            return try SigningKey(
                jwk: JWK(
                    curve: .ed25519,
                    x: Array(key.publicKey.rawRepresentation),
                    y: nil,
                    d: Array(key.rawRepresentation),
                    keyID: nil,
                    algorithm: algorithm
                ),
                algorithm: algorithm
            )
        }
    }

    /// Loads a private JWK.
    ///
    /// - Parameter algorithm: pins a key that names no `alg` itself.
    /// - Throws: ``JOSEError/key(_:)`` when it is not fit for signing, or its two halves do not belong
    ///   together.
    public init(privateJWK bytes: [UInt8], algorithm: SignatureAlgorithm?) throws(JOSEError) {
        try self.init(jwk: JWK(parsing: bytes), algorithm: algorithm)
    }

    private init(jwk: JWK, algorithm: SignatureAlgorithm?) throws(JOSEError) {
        guard let d = jwk.d else { throw .key(.memberMissing("d")) }
        let bound: SignatureAlgorithm
        do {
            bound = try KeyFitness.algorithm(of: jwk, asked: algorithm, for: .sign)
        } catch {
            throw .key(error)
        }
        let own: [UInt8]
        do {
            switch bound {
            case .es256:
                let key = try P256.Signing.PrivateKey(rawRepresentation: d)
                own = Array(key.publicKey.rawRepresentation)
                primitive = .p256(key)
            case .ed25519, .edDSA:
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: d)
                own = Array(key.publicKey.rawRepresentation)
                primitive = .ed25519(key)
            }
        } catch {
            throw .key(.notOnCurve)
        }
        // A public half that is not this private key's would publish a key with which nothing verifies.
        guard own == jwk.x + (jwk.y ?? []) else { throw .key(.memberInvalid("x")) }
        keyID = jwk.keyID ?? jwk.thumbprint
        self.jwk = jwk.with(keyID: keyID, algorithm: bound)
        publicKey = try VerificationKey(jwk: self.jwk, algorithm: bound)
    }

    /// The private key as a JWK. Whoever holds this can sign: it leaves by this name and no other.
    public func exportPrivateJWK() -> [UInt8] { jwk.privateJSON }

    /// Signs some bytes: R and S for ES256 (RFC 7518 §3.4), 64 bytes for Ed25519.
    ///
    /// - Throws: ``JOSEError/signingFailed`` when the primitive fails.
    public func sign(_ input: [UInt8]) throws(JOSEError) -> [UInt8] {
        do {
            switch primitive {
            case .p256(let key): return Array(try key.signature(for: input).rawRepresentation)
            case .ed25519(let key): return Array(try key.signature(for: input))
            }
        } catch {
            throw .signingFailed
        }
    }
}
