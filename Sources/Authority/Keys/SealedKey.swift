// A signing key in its row: sealed with the master key while it signs, and vouched for by it afterwards.

internal import JOSE
internal import Records

enum SealedKey {
    /// Makes a key.
    ///
    /// - Throws: ``JOSEError`` for a symmetric algorithm.
    static func make(
        _ algorithm: SignatureAlgorithm,
        sealedWith master: MasterKey,
        createdAt: Int,
        activeAt: Int,
        lineage: String = ""
    ) throws -> SigningKeyRecord {
        // Whoever verifies with a shared secret can also sign: there would be nothing to publish.
        guard !algorithm.isSymmetric else { throw JOSEError.key(.symmetric) }
        let key = try SigningKey.generate(algorithm)
        return SigningKeyRecord(
            kid: key.keyID,
            algorithm: algorithm.name,
            publicJWK: String(decoding: key.verificationKey.jwk.publicJSON, as: UTF8.self),
            sealedPrivate: try master.seal(key.exportPrivateJWK(), for: purpose(key.keyID)),
            createdAt: createdAt,
            activeAt: activeAt,
            lineage: lineage
        )
    }

    /// Opens a key that may still sign.
    ///
    /// - Throws: ``MasterKeyFault``.
    static func open(_ row: SigningKeyRecord, with master: MasterKey) throws -> SigningKey {
        let bytes = try master.open(row.sealedPrivate, for: purpose(row.kid))
        return try SigningKey(privateJWK: bytes, algorithm: SignatureAlgorithm(name: row.algorithm))
    }

    /// What takes the place of the private half of a key that has retired. The public half alone would do for verifying;
    /// sealed, nobody who can write the database makes a key of their own be published.
    static func retired(_ row: SigningKeyRecord, with master: MasterKey) throws -> String {
        try master.seal(Array(row.publicJWK.utf8), for: retiredPurpose(row.kid))
    }

    /// Whether the private half is gone already.
    static func isRetired(_ row: SigningKeyRecord, with master: MasterKey) -> Bool {
        openRetired(row, with: master) != nil
    }

    /// The public half of a key that has stopped signing, whether its private half is still there or not.
    ///
    /// - Throws: ``MasterKeyFault``.
    static func openPublic(_ row: SigningKeyRecord, with master: MasterKey) throws -> VerificationKey {
        guard let bytes = openRetired(row, with: master) else {
            return try open(row, with: master).verificationKey
        }
        return try VerificationKey(
            jwk: JWK(parsing: bytes), algorithm: SignatureAlgorithm(name: row.algorithm))
    }

    private static func openRetired(_ row: SigningKeyRecord, with master: MasterKey) -> [UInt8]? {
        do {
            return try master.open(row.sealedPrivate, for: retiredPurpose(row.kid))
        } catch {
            return nil
        }
    }

    private static func purpose(_ kid: String) -> String { "signing key \(kid)" }

    private static func retiredPurpose(_ kid: String) -> String { "retired signing key \(kid)" }
}
