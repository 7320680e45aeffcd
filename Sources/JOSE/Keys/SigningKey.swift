// A private key that signs with one algorithm.

/// A private key, parsed once and bound to one algorithm. Printing it shows no key material.
public struct SigningKey: Sendable, CustomStringConvertible {
    /// What checks the signatures of this key: its public half, or for HMAC the same secret.
    public let verificationKey: VerificationKey

    /// The `kid` that tokens of this key carry: the JWK's own, or its RFC 7638 thumbprint.
    public let keyID: String

    /// The headers that this key's tokens begin with, encoded once.
    let headers = EncodedHeaders()

    private let jwk: JWK
    private let making: SignatureMaking

    /// The one algorithm that the key signs with.
    public var algorithm: SignatureAlgorithm { verificationKey.algorithm }

    /// Algorithm and `kid`; no key material.
    public var description: String { "SigningKey(\(algorithm.name), kid \(keyID.excerpt(64)))" }

    /// Makes a new key; its `kid` is its thumbprint, or for a shared secret a random one.
    ///
    /// - Throws: ``JOSEError/key(_:)`` when the primitive can't make one.
    public static func generate(_ algorithm: SignatureAlgorithm) throws(JOSEError) -> SigningKey {
        try SigningKey(jwk: .generate(for: algorithm), algorithm: algorithm)
    }

    /// Loads a private JWK from its JSON.
    ///
    /// - Parameter algorithm: pins a key that names no `alg` itself.
    /// - Throws: ``JOSEError/key(_:)`` when it is not fit for signing, or its two halves do not belong together.
    public init(privateJWK bytes: [UInt8], algorithm: SignatureAlgorithm?) throws(JOSEError) {
        try self.init(jwk: JWK(parsing: bytes), algorithm: algorithm)
    }

    /// Loads a private key.
    ///
    /// - Parameter algorithm: pins a key that names no `alg` itself.
    /// - Throws: ``JOSEError/key(_:)`` when it is not fit for signing, or its two halves do not belong together.
    public init(jwk: JWK, algorithm: SignatureAlgorithm?) throws(JOSEError) {
        let bound: SignatureAlgorithm
        do {
            bound = try KeyFitness.algorithm(of: jwk, asked: algorithm, for: .sign)
            making = try SignatureMaking(jwk.material, bound)
        } catch {
            throw .key(error)
        }
        keyID = jwk.keyID ?? jwk.thumbprint
        self.jwk = jwk.bound(to: bound.name, use: "sig", keyID: keyID)
        verificationKey = try VerificationKey(jwk: self.jwk, algorithm: bound)
    }

    /// Loads a shared secret for HMAC.
    ///
    /// - Parameters:
    ///   - secret: at least as many bytes as the hash has, from a random generator: never a password (RFC 8725 §3.5).
    ///   - keyID: what tokens name the key by.
    /// - Throws: ``JOSEError/key(_:)`` when the secret is too short or the algorithm is not HMAC.
    public init(secret: [UInt8], algorithm: SignatureAlgorithm, keyID: String) throws(JOSEError) {
        try self.init(jwk: JWK(.oct(secret), keyID: keyID, algorithm: nil, use: nil), algorithm: algorithm)
    }

    /// The private key as a JWK. Whoever holds this can sign: it leaves by this name and no other.
    public func exportPrivateJWK() -> [UInt8] { jwk.exportPrivateJSON() }

    /// Signs some bytes: R and S for ECDSA (RFC 7518 §3.4), else what the algorithm makes.
    ///
    /// - Throws: ``JOSEError/signingFailed`` when the primitive fails.
    public func sign(_ input: [UInt8]) throws(JOSEError) -> [UInt8] {
        #if SUBSTITUTED_VERDICT
            if isSignatureSubstituted { return SigningKey.substitute }
        #endif
        do {
            return try making.signature(over: input)
        } catch {
            throw .signingFailed
        }
    }

    #if SUBSTITUTED_VERDICT
        /// Benchmarks alone are compiled with this: what is left when the primitive costs nothing is our own share.
        public var isSignatureSubstituted = false
        private static let substitute = [UInt8](repeating: 7, count: 64)
    #endif
}
