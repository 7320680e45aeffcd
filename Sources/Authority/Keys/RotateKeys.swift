// Rotating the signing keys: a successor is announced before it signs; in an emergency all others are withdrawn at once.

package import JOSE
internal import OAuth
internal import Records
internal import SQL

/// How to rotate.
package struct KeyRotation: Sendable {
    /// What the new key signs with; `nil` for the same as the present one.
    package var algorithm: SignatureAlgorithm?
    /// Seconds for which the successor is published before it signs.
    package var delay = KeyRotation.day
    /// Whether the present keys are in the hands of somebody else.
    package var isEmergency = false
    /// Whether only to count.
    package var isDryRun = false
    /// Which keys: the name of the algorithm of those that sign where it is asked for, empty for all others.
    var lineage = ""

    package init() {}

    package static let day = 86_400
    package static let longestDelay = 30 * 86_400
}

/// What a rotation did, or would do.
package struct RotatedKeys: Sendable {
    /// The new key; `nil` for a dry run, which makes none.
    package let keyID: String?
    package let algorithm: SignatureAlgorithm
    /// When it signs.
    package let activeAt: Int
    /// The keys that are withdrawn.
    package let withdrawn: [String]
    /// The live named tokens that die with them.
    package let namedTokens: Int
}

extension SigningKeys {
    /// Rotates the keys. Whoever calls it wakes the feed, so that verifiers hear of it at once.
    ///
    /// - Throws: ``OAuthRefusal`` `already_exists` when a successor is announced already, `invalid_request` for an
    ///   algorithm that can't be an issuer's or a delay out of bounds.
    package func rotate(_ rotation: KeyRotation, at now: Int) async throws -> RotatedKeys {
        let algorithm = rotation.algorithm ?? SignatureAlgorithm(name: rotation.lineage) ?? active.algorithm
        guard !algorithm.isSymmetric else {
            throw OAuthRefusal(
                .invalidRequest,
                "\(algorithm.name) has no public half, so no API could verify without being able to sign")
        }
        guard (1...KeyRotation.longestDelay).contains(rotation.delay) else {
            throw OAuthRefusal(.invalidRequest, "a key is announced for 1 second to 30 days before it signs")
        }
        let activeAt = rotation.isEmergency ? now : now + rotation.delay
        // Made before the transaction, which neither signs nor seals.
        let new = try SealedKey.make(
            algorithm, sealedWith: master, createdAt: now, activeAt: activeAt, lineage: rotation.lineage)
        let done = try await database.write { db in
            // In an emergency all go; the keys of other algorithms are made anew when one is asked for.
            let rows = try SigningKeyRecord.all(in: db).filter {
                rotation.isEmergency || $0.lineage.hasBytes(of: rotation.lineage)
            }
            if !rotation.isEmergency { try SigningKeys.refuseSecond(rows, at: now) }
            let others = rows.filter { $0.withdrawnAt == nil }
            let killed = rotation.isEmergency ? try SigningKeyRecord.countVouched(at: now, in: db) : 0
            if !rotation.isDryRun {
                try SigningKeyRecord.insert(new, in: db)
                if rotation.isEmergency {
                    try SigningKeyRecord.withdrawAll(except: new.kid, at: now, in: db)
                } else {
                    for row in others { _ = try SigningKeyRecord.retire(kid: row.kid, at: activeAt, in: db) }
                }
            }
            return RotatedKeys(
                keyID: rotation.isDryRun ? nil : new.kid,
                algorithm: algorithm,
                activeAt: activeAt,
                withdrawn: rotation.isEmergency ? others.map(\.kid) : [],
                namedTokens: killed
            )
        }
        if !rotation.isDryRun { try await reload(at: now) }
        return done
    }

    /// Announces a successor of each key that has signed for that long.
    ///
    /// - Parameters:
    ///   - period: seconds; 0 for never.
    ///   - delay: seconds for which a successor is published before it signs.
    /// - Returns: what was done; empty when it was not yet time.
    package func rotate(every period: Int, announcedFor delay: Int, at now: Int) async throws -> [RotatedKeys]
    {
        guard period > 0 else { return [] }
        let rows = try await SigningKeys.list(database)
        var done: [RotatedKeys] = []
        for lineage in Set(rows.map(\.lineage)).sorted() {
            let own = rows.filter { $0.lineage.hasBytes(of: lineage) }
            guard let row = own.last(where: { $0.phase(at: now) == .active }), row.retiredAt == nil,
                now - max(row.activeAt, row.createdAt) >= period
            else { continue }
            var rotation = KeyRotation()
            (rotation.delay, rotation.lineage) = (delay, lineage)
            done.append(try await rotate(rotation, at: now))
        }
        return done
    }

    /// Forgets the private halves of keys that sign no more.
    package func forgetRetired(at now: Int) async throws {
        let old = try await SigningKeys.list(database).filter { row in
            // A minute later: the clocks of other nodes may be a little behind.
            row.phase(at: now - 60) == .retiring && !SealedKey.isRetired(row, with: master)
        }
        guard !old.isEmpty else { return }
        let sealed = try old.map { (row: $0, text: try SealedKey.retired($0, with: master)) }
        try await database.write { db in
            for (row, text) in sealed {
                try SigningKeyRecord.replacePrivate(
                    kid: row.kid, replacing: row.sealedPrivate, with: text, in: db)
            }
        }
    }

    private static func refuseSecond(_ rows: [SigningKeyRecord], at now: Int) throws {
        guard let next = rows.first(where: { $0.phase(at: now) == .announced }) else { return }
        throw OAuthRefusal(
            .alreadyExists,
            "the key \(next.kid) is announced already and signs in \(next.activeAt - now) s; wait for it, "
                + "or rotate as an emergency"
        )
    }
}
