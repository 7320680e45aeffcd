// Taking scopes away from an API, an account or a client, and with them every token that may carry them.

internal import OAuth
internal import Records
internal import SQL

/// A right that goes takes the tokens along in the same transaction: one that was signed before would say it until it expires.
/// What is meant is found before the right is gone, since who holds it says whose tokens they are.
enum WithdrawScope {
    /// Takes a scope away from an API, and from all who hold it.
    static func from(
        api: String,
        _ scope: String,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> (count: RevocationCount, ranges: [StatusRange]) {
        var order = RevocationOrder()
        (order.api, order.scope) = (api, scope)
        let meant = try MassRevocation(order, at: now, in: db)
        let ranges = try meant.apply(at: now, in: db)
        _ = try API.remove(scope, from: api, in: db)
        return (meant.count, ranges)
    }

    /// Takes a scope of an API away from what an account holds.
    static func from(
        account: String,
        _ scope: String,
        of api: String,
        at now: Int,
        in db: any SQLTransaction
    ) throws {
        var order = RevocationOrder(account: account)
        (order.api, order.scope) = (api, scope)
        _ = try MassRevocation(order, at: now, in: db).apply(at: now, in: db)
        try AccountScopes.remove(scope, from: account, of: api, in: db)
    }

    /// Takes scopes of an API away from what a client may do in its own name. A block of its tokens says nothing of scopes, so
    /// all its tokens for that API go; what people allowed it is theirs, and stays.
    ///
    /// - Returns: the ranges, for whoever hands out from them.
    static func from(
        client: String,
        _ scopes: [String],
        of api: String,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> [StatusRange] {
        guard !scopes.isEmpty else { return [] }
        var order = RevocationOrder(client: client)
        order.api = api
        let ranges = try order.blocks(after: now - Revoke.leeway, in: db).map(\.range)
        try IndexBlocks.markRevoked(ranges, at: now, in: db)
        try StatusChanges.append(ranges: StatusRange.merged(ranges), at: now, in: db)
        for scope in scopes { try ClientScopes.remove(scope, from: client, of: api, in: db) }
        return ranges
    }
}
