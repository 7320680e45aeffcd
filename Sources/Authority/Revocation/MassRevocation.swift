// Taking back all that an order means: found and counted in one way, whether it is then done or only rehearsed.

internal import Records
internal import SQL

/// How much a revocation takes back, or would.
package struct RevocationCount: Hashable, Sendable {
    package let sessions: Int
    /// Named tokens.
    package let tokens: Int
    /// What people allowed clients: each with its code, its refresh token and its access tokens.
    package let authorizations: Int
    /// Whole blocks of the tokens of clients.
    package let blocks: Int
    /// The indexes of those blocks, and a single one that an order named.
    package let indexes: Int
    /// Of the indexes, those in blocks that are only partly meant: at most so many tokens die besides.
    package let beyond: Int
    /// Tokens that clients got for other tokens and that the order means themselves; more go with what they were given for.
    package var exchanged = 0
}

/// What an order means and what still lives of it.
struct MassRevocation: Sendable {
    private let sessions: [Revocable]
    private let tokens: [Revocable]
    private let exchanged: [Revocable]
    private let authorizations: [Authorization]
    /// Blocks that go as a whole.
    private let blocks: [IndexBlock]
    /// An index of a block or of an authorization, where the order named one: the rest of it stays.
    private let single: StatusHandle?
    let count: RevocationCount

    /// Finds what an order means.
    init(_ order: RevocationOrder, at now: Int, in db: any SQLTransaction) throws {
        let time = now - Revoke.leeway
        sessions = try order.sessions(after: time, in: db)
        tokens = try order.tokens(after: time, in: db)
        exchanged = try order.exchanged(after: time, in: db)
        let found = try order.blocks(after: time, in: db)
        let approved = try order.authorizations(after: time, in: db)
        if let handle = order.handle, !found.isEmpty || !approved.isEmpty,
            try !StatusChanges.isRevoked(handle, in: db)
        {
            single = handle
        } else {
            single = nil
        }
        blocks = order.handle == nil ? found : []
        authorizations = order.handle == nil ? approved : []
        let indexes = blocks.reduce(0) { $0 + $1.range.count }
        // A block says neither when each of its tokens was issued nor with which scopes.
        let isPartlyMeant = order.scope != nil || order.before != nil
        count = RevocationCount(
            sessions: sessions.count,
            tokens: tokens.count,
            authorizations: authorizations.count,
            blocks: blocks.count,
            indexes: indexes + (single == nil ? 0 : 1),
            beyond: isPartlyMeant ? indexes : 0,
            exchanged: exchanged.count
        )
    }

    /// Marks the rows, and logs their indexes in as few ranges as there can be.
    ///
    /// - Returns: the ranges, for whoever hands out from them.
    func apply(at now: Int, in db: any SQLTransaction) throws -> [StatusRange] {
        var ranges = try Revoke.mark(sessions: sessions.map(\.id), at: now, in: db).map(StatusRange.init)
        ranges += try Revoke.mark(authorizations: authorizations.map(\.id), at: now, in: db).map(
            StatusRange.init)
        ranges += try ExchangedToken.markRevoked(ids: exchanged.map(\.id), at: now, in: db).map {
            StatusRange($0.handle)
        }
        ranges += try NamedToken.markRevoked(ids: tokens.map(\.id), at: now, in: db).map {
            StatusRange($0.handle)
        }
        try IndexBlocks.markRevoked(blocks.map(\.range), at: now, in: db)
        ranges += blocks.map(\.range)
        if let single { ranges.append(StatusRange(single)) }
        let merged = StatusRange.merged(ranges)
        try StatusChanges.append(ranges: merged, at: now, in: db)
        return merged
    }
}
