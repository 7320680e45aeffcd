// A signing key as it is shown: everything but its halves.

internal import Records
package import SQL

/// A signing key and its life so far.
package struct ListedKey: Sendable {
    package let kid: String
    /// The algorithm's wire name.
    package let algorithm: String
    package let phase: KeyPhase
    package let createdAt: Int
    package let signsFrom: Int
    /// `nil` while no successor is known.
    package let signsTo: Int?
    package let withdrawnAt: Int?

    init(_ row: SigningKeyRecord, at now: Int) {
        kid = row.kid
        algorithm = row.algorithm
        phase = row.phase(at: now)
        createdAt = row.createdAt
        // The keys of the first release have signed since they were made.
        signsFrom = max(row.activeAt, row.createdAt)
        signsTo = row.retiredAt
        withdrawnAt = row.withdrawnAt
    }
}

extension SigningKeys {
    /// The keys, oldest first, for a command that opens none.
    package static func listed(_ database: any SQLDatabase, at now: Int) async throws -> [ListedKey] {
        try await list(database).map { ListedKey($0, at: now) }
    }

    /// The keys, oldest first.
    package func listed(at now: Int) async throws -> [ListedKey] {
        try await SigningKeys.listed(database, at: now)
    }
}
