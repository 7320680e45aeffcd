// The keys that this issuer signs with: made at first start, sealed at rest, published by thumbprint.

package import JOSE
package import Records
package import SQL

/// The issuer's keys: one signs, all are published.
package struct SigningKeys: Sendable {
    /// The key that signs new tokens.
    let active: SigningKey
    /// Every key that may have signed a token that still lives.
    package let published: JWKSet

    /// Loads the keys, and makes the first one where there is none.
    ///
    /// - Parameter algorithm: what the first key signs with; an asymmetric one.
    /// - Throws: ``MasterKeyFault`` when the keys were sealed with another master key; ``JOSEError`` for a
    ///   symmetric algorithm; a fault of the database.
    package static func open(
        _ database: any SQLDatabase,
        sealedWith master: MasterKey,
        algorithm: SignatureAlgorithm,
        at now: Int
    ) async throws -> SigningKeys {
        // Whoever verifies with a shared secret can also sign: there would be nothing to publish.
        guard !algorithm.isSymmetric else { throw JOSEError.key(.symmetric) }
        // Made before the transaction, which neither signs nor seals, and thrown away where a key is there
        // already.
        let spare = try SigningKey.generate(algorithm)
        let row = SigningKeyRecord(
            kid: spare.keyID,
            algorithm: algorithm.name,
            publicJWK: String(decoding: spare.verificationKey.jwk.publicJSON, as: UTF8.self),
            sealedPrivate: try master.seal(spare.exportPrivateJWK(), for: purpose(spare.keyID)),
            createdAt: now,
            retiredAt: nil
        )
        let rows = try await database.write { db in
            if try SigningKeyRecord.all(in: db).allSatisfy({ $0.retiredAt != nil }) {
                try SigningKeyRecord.insert(row, in: db)
            }
            return try SigningKeyRecord.all(in: db)
        }
        var keys: [(row: SigningKeyRecord, key: SigningKey)] = []
        for row in rows {
            let bytes = try master.open(row.sealedPrivate, for: purpose(row.kid))
            keys.append(
                (row, try SigningKey(privateJWK: bytes, algorithm: SignatureAlgorithm(name: row.algorithm))))
        }
        guard let active = keys.last(where: { $0.row.retiredAt == nil })?.key else {
            throw SigningKeysFault.none
        }
        return SigningKeys(active: active, published: JWKSet(keys: keys.map(\.key.verificationKey)))
    }

    /// What is known of the keys without opening them.
    package static func list(_ database: any SQLDatabase) async throws -> [SigningKeyRecord] {
        try await database.read { try SigningKeyRecord.all(in: $0) }
    }

    private static func purpose(_ kid: String) -> String { "signing key \(kid)" }
}

enum SigningKeysFault: Error, CustomStringConvertible {
    case none

    var description: String { "the database holds no signing key that is in use; restore a backup" }
}
