// A key that is ready to check signatures of one algorithm.

/// A key that checks signatures: parsed once, bound to one algorithm. Printing it shows no key material.
public struct VerificationKey: Sendable, CustomStringConvertible {
    /// The one algorithm that signatures of this key have.
    public let algorithm: SignatureAlgorithm
    /// The key as a JWK, without any private half; of a shared secret only the labels.
    public let jwk: JWK

    /// The `kid` with which tokens name this key.
    public var keyID: String? { jwk.keyID }

    /// Algorithm and `kid`; no key material.
    public var description: String {
        "VerificationKey(\(algorithm.name), \(keyID.map { "kid \($0.excerpt(64))" } ?? "no kid"))"
    }

    private let check: SignatureCheck

    /// Loads a key.
    ///
    /// - Parameter algorithm: pins a key that names no `alg` itself; must equal the key's own where it names one.
    /// - Throws: ``JOSEError/key(_:)`` when the key is not fit for verifying with one algorithm.
    public init(jwk: JWK, algorithm: SignatureAlgorithm?) throws(JOSEError) {
        let bound: SignatureAlgorithm
        do {
            bound = try KeyFitness.algorithm(of: jwk, asked: algorithm, for: .verify)
            check = try SignatureCheck(jwk.material, bound)
        } catch {
            throw .key(error)
        }
        self.algorithm = bound
        self.jwk = jwk.withoutSecrets.bound(to: bound.name, use: "sig", keyID: jwk.keyID)
    }

    /// Loads a shared secret for HMAC.
    ///
    /// - Parameter secret: at least as many bytes as the hash has, from a random generator: never a password
    ///   (RFC 8725 §3.5).
    /// - Throws: ``JOSEError/key(_:)`` when the secret is too short or the algorithm is not HMAC.
    public init(secret: [UInt8], algorithm: SignatureAlgorithm, keyID: String? = nil) throws(JOSEError) {
        try self.init(
            jwk: JWK(.oct(secret), keyID: keyID, algorithm: nil, use: nil), algorithm: algorithm)
    }

    /// Checks a signature.
    ///
    /// - Throws: ``JOSEError/signatureInvalid`` for anything but a signature of exactly this key over these bytes.
    public func verify(signature: [UInt8], over input: ArraySlice<UInt8>) throws(JOSEError) {
        try verify(signature: signature, over: input.span)
    }

    func verify(signature: [UInt8], over input: Span<UInt8>) throws(JOSEError) {
        if let length = algorithm.row.signatureLength, signature.count != length { throw .signatureInvalid }
        #if SUBSTITUTED_VERDICT
            if isVerdictSubstituted { return }
        #endif
        guard check.accepts(signature, over: input) else { throw .signatureInvalid }
    }

    #if SUBSTITUTED_VERDICT
        /// Benchmarks alone are compiled with this: what is left when the primitive costs nothing is our own share.
        public var isVerdictSubstituted = false
    #endif
}
