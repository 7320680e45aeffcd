// The key of a recipient, ready to encrypt to with one algorithm.

import Crypto

/// A key to encrypt to: a recipient's public key, or a secret that is shared with them. It is parsed once and
/// bound to one algorithm. Printing it shows no key material.
public struct EncryptionKey: Sendable, CustomStringConvertible {
    /// The one algorithm that the key is used with.
    public let algorithm: KeyManagementAlgorithm
    /// The `kid` that headers name the key by.
    public let keyID: String?

    private let wrapping: KeyWrapping
    let uses: UseCounter

    /// Algorithm and `kid`; no key material.
    public var description: String {
        "EncryptionKey(\(algorithm.name), \(keyID.map { "kid \($0.excerpt(64))" } ?? "no kid"))"
    }

    /// Loads a key.
    ///
    /// A shared secret counts how often it encrypts with AES GCM, and stops at 2^32 (SP 800-38D §8.3); load
    /// it once, and copy the value, so that there is one count.
    ///
    /// - Parameter algorithm: pins a key that names no `alg` itself; must equal the key's own where it names
    ///   one.
    /// - Throws: ``JOSEError/key(_:)`` when the key is not fit for encrypting with one algorithm;
    ///   ``KeyFault/password`` for the algorithms that take a password (RFC 7518 §4.8).
    public init(jwk: JWK, algorithm: KeyManagementAlgorithm?) throws(JOSEError) {
        try self.init(jwk: jwk, algorithm: algorithm, uses: UseCounter())
    }

    init(jwk: JWK, algorithm: KeyManagementAlgorithm?, uses: UseCounter) throws(JOSEError) {
        do {
            let bound = try KeyFitness.keyManagement(of: jwk, asked: algorithm, for: .encrypt)
            wrapping = try KeyWrapping(jwk.material, bound)
            self.algorithm = bound.algorithm
        } catch {
            throw .key(error)
        }
        keyID = jwk.keyID
        self.uses = uses
    }

    private init(_ algorithm: KeyManagementAlgorithm, _ wrapping: KeyWrapping, keyID: String?) {
        self.algorithm = algorithm
        self.wrapping = wrapping
        self.keyID = keyID
        uses = UseCounter()
    }

    /// A password, for people who have nothing better to share (RFC 7518 §4.8). Each message costs its
    /// iterations, here and at the recipient.
    ///
    /// - Parameters:
    ///   - password: its bytes, as the recipient will have them: not empty.
    ///   - algorithm: one of the PBES2 algorithms.
    ///   - iterations: 1000 or more; RFC 8725bis has recipients refuse more than 1 200 000.
    /// - Throws: ``JOSEError/key(_:)`` for another algorithm or no password, ``JOSEError/header(_:)`` for too
    ///   few iterations.
    public static func password(
        _ password: [UInt8],
        algorithm: KeyManagementAlgorithm,
        iterations: Int = 600_000,
        keyID: String? = nil
    ) throws(JOSEError) -> EncryptionKey {
        guard algorithm.row.family == .password else { throw .key(.typeMismatch(algorithm: algorithm.name)) }
        guard !password.isEmpty else { throw .key(.tooWeak("a password is needed")) }
        guard (PasswordParameters.fewestIterations...PasswordParameters.mostIterations).contains(iterations)
        else {
            throw .header("p2c")
        }
        return EncryptionKey(algorithm, .password(password, iterations: iterations), keyID: keyID)
    }

    /// The key of a new content for this one recipient.
    func newKey(for content: ContentEncryption) throws(JOSEError) -> SentKey {
        if let agreed = try wrapping.agreedKey(for: content, algorithm, uses) { return agreed }
        return try wrap(content.randomKey())
    }

    /// Wraps the key of a content that has other recipients too.
    ///
    /// - Throws: ``JOSEError/algorithmNotAllowed(_:)`` for `dir` and ECDH-ES, which give the content its key
    ///   themselves.
    func wrap(_ key: SymmetricKey) throws(JOSEError) -> SentKey { try wrapping.wrap(key, algorithm, uses) }

    /// Writes what the recipient needs to know: `alg`, `kid` and the parameters of the algorithm.
    func writeParameters(of sent: SentKey, to json: inout JSONWriter) {
        json.member("alg", algorithm.name)
        if let keyID { json.member("kid", keyID) }
        sent.writeParameters(to: &json)
    }
}

extension KeyWrapping {
    /// Parses a key whose fitness was checked.
    fileprivate init(_ material: KeyMaterial, _ bound: KeyFitness.KeyManagement) throws(KeyFault) {
        let row = bound.algorithm.row
        switch (row.family, material) {
        case (.direct, .oct(let secret?)): self = .direct(SymmetricKey(data: secret), only: bound.content)
        case (.aesKeyWrap, .oct(let secret?)): self = .aesKeyWrap(SymmetricKey(data: secret))
        case (.aesGCM, .oct(let secret?)): self = .aesGCM(SymmetricKey(data: secret))
        case (.agreement, .ec(let curve, _, _, _)), (.agreement, .okp(let curve, _, _)):
            do {
                // A key that nobody can agree with is refused now, not when it is needed.
                _ = try KeyAgreement(KeyMaterial.generate(on: curve)).secret(with: material)
            } catch {
                throw .notOnCurve
            }
            self = .agreement(material.publicHalf, curve)
        case (.rsa, .rsa(let n, let e, _)):
            do {
                self = .rsa(try RSARecipient(n: n, e: e, bound.algorithm))
            } catch {
                throw .notOnCurve
            }
        case (_, .oct(nil)): throw .memberMissing("k")
        default: throw .typeMismatch(algorithm: bound.algorithm.name)
        }
    }
}
