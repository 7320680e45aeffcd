// A private key or a shared secret, ready to decrypt with one algorithm.

import Crypto

/// A key that decrypts: parsed once, bound to one algorithm. Printing it shows no key material.
public struct DecryptionKey: Sendable, CustomStringConvertible {
    /// The one algorithm that the key is used with.
    public let algorithm: KeyManagementAlgorithm
    /// The `kid` that headers name the key by.
    public let keyID: String?

    private let unwrapping: KeyUnwrapping

    /// Algorithm and `kid`; no key material.
    public var description: String {
        "DecryptionKey(\(algorithm.name), \(keyID.map { "kid \($0.excerpt(64))" } ?? "no kid"))"
    }

    /// Loads a private key or a shared secret.
    ///
    /// - Parameter algorithm: pins a key that names no `alg` itself; must equal the key's own where it names
    ///   one.
    /// - Throws: ``JOSEError/key(_:)`` when the key is not fit for decrypting with one algorithm, or its
    ///   halves do not belong together; ``KeyFault/password`` for the algorithms that take a password (RFC
    ///   7518 §4.8).
    public init(jwk: JWK, algorithm: KeyManagementAlgorithm?) throws(JOSEError) {
        do {
            let bound = try KeyFitness.keyManagement(of: jwk, asked: algorithm, for: .decrypt)
            unwrapping = try KeyUnwrapping(jwk.material, bound)
            self.algorithm = bound.algorithm
        } catch {
            throw .key(error)
        }
        keyID = jwk.keyID
    }

    private init(_ algorithm: KeyManagementAlgorithm, _ unwrapping: KeyUnwrapping, keyID: String?) {
        self.algorithm = algorithm
        self.unwrapping = unwrapping
        self.keyID = keyID
    }

    /// A password (RFC 7518 §4.8).
    ///
    /// - Parameters:
    ///   - password: its bytes, as the sender had them: not empty.
    ///   - algorithm: one of the PBES2 algorithms.
    ///   - maximumIterations: the work that a stranger's header may ask for (RFC 8725bis); more is refused
    ///     before any is done.
    /// - Throws: ``JOSEError/key(_:)`` for another algorithm or no password.
    public static func password(
        _ password: [UInt8],
        algorithm: KeyManagementAlgorithm,
        maximumIterations: Int = 1_200_000,
        keyID: String? = nil
    ) throws(JOSEError) -> DecryptionKey {
        guard algorithm.row.family == .password else { throw .key(.typeMismatch(algorithm: algorithm.name)) }
        guard !password.isEmpty else { throw .key(.tooWeak("a password is needed")) }
        return DecryptionKey(
            algorithm, .password(password, maximumIterations: maximumIterations), keyID: keyID)
    }

    /// The key of a content.
    func contentKey(
        _ encryptedKey: [UInt8],
        _ header: EncryptionHeader,
        for content: ContentEncryption
    ) throws(JOSEError) -> SymmetricKey {
        try unwrapping.contentKey(encryptedKey, header, algorithm, for: content)
    }
}

extension KeyUnwrapping {
    /// Parses a key whose fitness was checked.
    fileprivate init(_ material: KeyMaterial, _ bound: KeyFitness.KeyManagement) throws(KeyFault) {
        let row = bound.algorithm.row
        switch (row.family, material) {
        case (.direct, .oct(let secret?)): self = .direct(SymmetricKey(data: secret), only: bound.content)
        case (.aesKeyWrap, .oct(let secret?)): self = .aesKeyWrap(SymmetricKey(data: secret))
        case (.aesGCM, .oct(let secret?)): self = .aesGCM(SymmetricKey(data: secret))
        case (.agreement, .ec), (.agreement, .okp): self = .agreement(try KeyAgreement(material))
        case (.rsa, .rsa(let n, let e, let numbers?)):
            do {
                self = .rsa(try RSADecryption(n: n, e: e, numbers, bound.algorithm))
            } catch {
                throw .notOnCurve
            }
        case (.rsa, .rsa): throw .notPrivate
        case (_, .oct(nil)): throw .memberMissing("k")
        default: throw .typeMismatch(algorithm: bound.algorithm.name)
        }
    }
}
