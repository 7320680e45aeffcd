// Forgetting what has expired, so that no table grows for ever.

internal import Records
package import SQL

package struct Upkeep: Sendable {
    private let database: any SQLDatabase

    /// Seconds that an expired row is kept: longer than any verifier's leeway.
    private static let grace = 3_600

    package init(database: any SQLDatabase) { self.database = database }

    /// Deletes expired sessions and named tokens, and the status lists whose last token has expired.
    package func sweep(at now: Int) async throws {
        try await database.write { db in
            _ = try Session.deleteExpired(before: now - Upkeep.grace, in: db)
            _ = try NamedToken.deleteExpired(before: now - Upkeep.grace, in: db)
            _ = try Records.StatusLists.deleteRetired(before: now - Upkeep.grace, in: db)
        }
    }
}
