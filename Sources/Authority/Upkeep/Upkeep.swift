// Forgetting what has expired, so that no table grows for ever.

internal import Records
package import SQL

package struct Upkeep: Sendable {
    private let database: any SQLDatabase

    /// Seconds that an expired row is kept: longer than any verifier's leeway.
    private static let grace = 3_600

    package init(database: any SQLDatabase) { self.database = database }

    /// Tokens that one transaction takes back: it must not hold others up.
    private static let batch = 500

    /// Takes back the named tokens that were rolled and whose overlap is over. Where none is, nothing is written.
    ///
    /// - Returns: how many.
    @discardableResult
    package func takeBackDue(at now: Int) async throws -> Int {
        var count = 0
        while true {
            let due = try await database.read { try NamedToken.due(at: now, limit: Upkeep.batch, in: $0) }
            guard !due.isEmpty else { return count }
            try await database.write { try Revoke.tokens(due, at: now, in: $0) }
            count += due.count
        }
    }

    /// Deletes expired sessions and named tokens, and the status lists whose last token has expired.
    package func sweep(at now: Int) async throws {
        try await database.write { db in
            _ = try Session.deleteExpired(before: now - Upkeep.grace, in: db)
            _ = try NamedToken.deleteExpired(before: now - Upkeep.grace, in: db)
            _ = try Records.StatusLists.deleteRetired(before: now - Upkeep.grace, in: db)
        }
    }
}
