// Keys as files hold them: PEM and DER, in and out (RFC 7468, RFC 5958, RFC 5280, RFC 5915, RFC 8017).

import SwiftASN1

extension JWK {
    /// Reads a key from a PEM document (RFC 7468).
    ///
    /// PKCS#8 and SEC 1 private keys, SubjectPublicKeyInfo, PKCS#1 keys of both kinds, and X.509 certificates are
    /// read: EC on P-256, P-384 and P-521, Ed25519, X25519, RSA, ML-DSA-65 and ML-DSA-87. Of a certificate only its
    /// public key is taken: **neither its signature nor its names, dates or uses are checked**.
    ///
    /// The text holds exactly one document in strict form and at most 64 KiB; points are uncompressed, and a public
    /// half that stands beside a private one must be its own. A file says neither `alg` nor `kid`: what loads the key
    /// names the algorithm.
    ///
    /// - Parameter keyID: the `kid` that the key shall have.
    /// - Throws: ``JOSEError/key(_:)`` with ``KeyFault/encoding(_:)`` and what was expected,
    ///   ``KeyFault/unknownType(_:)`` with the object identifier of an algorithm or curve that this library does not
    ///   know, or ``KeyFault/notOnCurve``.
    public init(pem: String, keyID: String? = nil) throws(JOSEError) {
        let document = try PEMText(parsing: pem)
        guard let structure = KeyStructure(label: document.label) else {
            throw .key(.encoding("labelled as a key: \(document.label) is something else"))
        }
        try self.init(der: document.bytes, as: structure, keyID: keyID)
    }

    /// Reads a key from DER, which tells by its form which of the structures it is.
    ///
    /// - Parameter keyID: the `kid` that the key shall have.
    /// - Throws: as ``init(pem:keyID:)``.
    public init(der: [UInt8], keyID: String? = nil) throws(JOSEError) {
        try self.init(der: der, as: nil, keyID: keyID)
    }

    private init(der: [UInt8], as structure: KeyStructure?, keyID: String?) throws(JOSEError) {
        let material = try JWK.material(der, as: structure)
        // The algorithm is part of an algorithm key pair (RFC 9964 §3).
        let algorithm: String? = if case .akp(let own, _, _) = material { own.name } else { nil }
        self.init(material, keyID: keyID, algorithm: algorithm, use: nil)
    }

    private static func material(_ der: [UInt8], as named: KeyStructure?) throws(JOSEError) -> KeyMaterial {
        guard der.count <= PEMText.limit else { throw .key(.encoding("of at most \(PEMText.limit) bytes")) }
        do {
            let node = try DER.parse(der)
            guard let structure = named ?? KeyStructure(shapeOf: node) else {
                throw JOSEError.key(.encoding("a key in a known DER structure"))
            }
            return switch structure {
            case .pkcs8: try PrivateKeyDER.material(node)
            case .spki: try PublicKeyDER.material(node)
            case .rsaPrivate: try RSADER.privateKey(node)
            case .rsaPublic: try RSADER.publicKey(node)
            case .sec1: try PrivateKeyDER.ecKey(node, on: nil)
            case .certificate: try PublicKeyDER.certificate(node)
            }
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .key(.encoding(named?.words ?? "a key in strict DER"))
        }
    }

    /// The public half as PEM: a SubjectPublicKeyInfo under the label `PUBLIC KEY`.
    ///
    /// - Throws: ``JOSEError/key(_:)`` with ``KeyFault/symmetric`` for a shared secret.
    public func publicPEM() throws(JOSEError) -> String {
        let material = material
        return try JWK.pem(.spki) { try PublicKeyDER.encoded(material) }
    }

    /// The private key as PEM: PKCS#8 under the label `PRIVATE KEY`, not encrypted. Whoever holds this can sign or
    /// decrypt: it leaves by this name and no other.
    ///
    /// - Throws: ``JOSEError/key(_:)`` with ``KeyFault/notPrivate`` for a public key, ``KeyFault/symmetric`` for a
    ///   shared secret, which has no such form, or ``KeyFault/notOnCurve`` when its numbers do not belong together.
    public func exportPrivatePEM() throws(JOSEError) -> String {
        let material = material
        // Some files hold the private half alone, and would be read as a key of another public half.
        try material.checkHalves()
        return try JWK.pem(.pkcs8) { try PrivateKeyDER.encoded(material) }
    }

    private static func pem(_ structure: KeyStructure, _ encoded: () throws -> [UInt8]) throws(JOSEError)
        -> String
    {
        do {
            return PEMText(label: structure.rawValue, bytes: try encoded()).text
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .key(.notOnCurve)
        }
    }
}

extension SigningKey {
    /// Loads a private key from a PEM document.
    ///
    /// - Parameters:
    ///   - algorithm: the one algorithm that the key signs with; a file does not say it.
    ///   - keyID: the `kid` of its tokens; `nil` for its RFC 7638 thumbprint.
    /// - Throws: ``JOSEError/key(_:)`` when the text holds no key that is fit for signing with it.
    public init(pem: String, algorithm: SignatureAlgorithm, keyID: String? = nil) throws(JOSEError) {
        try self.init(jwk: JWK(pem: pem, keyID: keyID), algorithm: algorithm)
    }
}

extension VerificationKey {
    /// Loads a public key from a PEM document: a key, or a certificate of which nothing else is checked.
    ///
    /// - Parameters:
    ///   - algorithm: the one algorithm that the key verifies; a file does not say it.
    ///   - keyID: the `kid` by which tokens name it.
    /// - Throws: ``JOSEError/key(_:)`` when the text holds no key that is fit for verifying with it.
    public init(pem: String, algorithm: SignatureAlgorithm, keyID: String? = nil) throws(JOSEError) {
        try self.init(jwk: JWK(pem: pem, keyID: keyID), algorithm: algorithm)
    }
}
