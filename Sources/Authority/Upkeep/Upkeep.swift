// Forgetting what has expired, so that no table grows for ever.

internal import Records
package import SQL

package struct Upkeep: Sendable {
    private let database: any SQLDatabase

    /// Seconds that an expired row is kept: longer than any verifier's leeway.
    private static let grace = 3_600

    /// Seconds that anything but a named token lives at most after it was signed: a status list has an hour.
    private static let lifetime = TokenLifetime.accessLongest

    package init(database: any SQLDatabase) { self.database = database }

    /// Seconds that a client is kept that brought itself and that nobody has allowed anything.
    private static let strangeClients = 7 * 86_400

    /// Rows that one transaction takes back or deletes: others must not wait for long.
    private static let batch = 1_000

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

    private typealias Forgetting = @Sendable (_ time: Int, _ limit: Int, any SQLTransaction) throws -> Int

    /// What is forgotten in batches. A list goes last, when nothing of it is left.
    private static let forgetting: [Forgetting] = [
        { try Session.deleteExpired(before: $0, limit: $1, in: $2) },
        { try Authorization.deleteOver(before: $0, limit: $1, in: $2) },
        { try Grant.deleteRevoked(before: $0 - GrantLifetimes().longest, limit: $1, in: $2) },
        { time, limit, db in
            try Client.deleteUnused(
                registeredBefore: time - Upkeep.strangeClients, readBefore: time - Upkeep.strangeClients,
                limit: limit, in: db)
        },
        { try PushedRequest.deleteExpired(before: $0, limit: $1, in: $2) },
        { try DeviceRequest.deleteExpired(before: $0, limit: $1, in: $2) },
        { try UsedIdentifier.deleteExpired(before: $0, limit: $1, in: $2) },
        { try ExchangedToken.deleteExpired(before: $0, limit: $1, in: $2) },
        { try NamedToken.deleteExpired(before: $0, limit: $1, in: $2) },
        { try ClientSecret.deleteExpired(before: $0, limit: $1, in: $2) },
        { try IndexBlocks.deleteRetired(before: $0, limit: $1, in: $2) },
        { try StatusChanges.deleteRetired(before: $0, limit: $1, in: $2) },
    ]

    /// Deletes expired sessions, named tokens and client secrets, the status lists whose last token has expired with
    /// their blocks and changes, and the keys that signed nothing that still lives.
    package func sweep(at now: Int) async throws {
        let time = now - Upkeep.grace
        for forget in Upkeep.forgetting {
            while try await database.write({ try forget(time, Upkeep.batch, $0) }) == Upkeep.batch {}
        }
        _ = try await database.write { db in
            try SigningKeyRecord.deleteGone(before: time - Upkeep.lifetime, namedBefore: time, in: db)
            return try Records.StatusLists.deleteRetired(before: time, in: db)
        }
    }
}
