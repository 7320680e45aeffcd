// What is said of a token to a program that asks (RFC 7662): everything to its guard, nothing to anyone else.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Tokens {
    /// Says what a token is worth now.
    ///
    /// Told are the programs that guard the token's API, and the program that it was issued to (RFC 7662 §4: whoever
    /// else holds a token must not learn from us what it is for). The scopes are those that its owner still holds.
    ///
    /// - Returns: `nil` for a token that is not active, is not ours, or is none of the asker's business: the three are
    ///   one answer.
    package func introspect(
        _ text: String,
        for caller: ClientCaller,
        at now: Int
    ) async throws -> ActiveToken? {
        guard let token = recognise(text, leeway: 0, at: now) else { return nil }
        let (issuer, subjects, hash) = (issuer, subjects, SecretDigest.of(text))
        return try await directory.read { directory, db in
            guard let holder = try token.holder(in: db) else { return nil }
            switch (holder, token) {
            case (.named(let row), .opaque):
                guard try Tokens.guards(caller, row.api, in: directory), row.isLive(at: now) else {
                    return nil
                }
                return try Tokens.owned(by: row.account, at: row.api, in: directory).map {
                    ActiveToken(row, issuer: issuer, scopes: ScopeSet(parsing: row.scope).limited(to: $0))
                }
            case (.authorization(let owned), .refresh):
                let row = owned.authorization
                guard row.client.hasBytes(of: caller.id), row.refreshHash?.hasBytes(of: hash) ?? false,
                    try GrantGate.stillPasses(owned, at: now, in: db, directory) != nil,
                    let client = try directory.client(row.client)
                else { return nil }
                return try ActiveToken(
                    refreshOf: row, issuer: issuer, subject: subjects.subject(of: row.account, at: client),
                    client: client)
            case (.named, .signed(let signed, let handle)), (.session, .signed(let signed, let handle)),
                (.authorization, .signed(let signed, let handle)),
                (.program, .signed(let signed, let handle)), (.exchanged, .signed(let signed, let handle)):
                guard let audience = signed.audience.first,
                    try signed.clientID.hasBytes(of: caller.id)
                        || Tokens.guards(caller, audience, in: directory),
                    try holder.isLive(handle, at: now, in: db, directory)
                else { return nil }
                return try Tokens.scopes(signed, heldBy: holder, at: audience, in: directory).flatMap {
                    ActiveToken(signed, issuer: issuer, scopes: $0)
                }
            default:
                return nil
            }
        }
    }

    private static func guards(
        _ caller: ClientCaller,
        _ audience: String,
        in directory: DirectoryLook
    ) throws -> Bool {
        try directory.guards(of: caller.id).contains { $0.hasBytes(of: audience) }
    }

    /// The scopes of a signed token that its owner still holds; `nil` when the owner is gone or was shut out.
    private static func scopes(
        _ token: VerifiedToken,
        heldBy holder: TokenHolder,
        at audience: String,
        in directory: DirectoryLook
    ) throws -> ScopeSet? {
        switch holder {
        case .named(let row):
            return try owned(by: row.account, at: audience, in: directory).map(token.scopes.limited(to:))
        case .session(let row):
            return try owned(by: row.account, at: audience, in: directory).map(token.scopes.limited(to:))
        case .authorization:
            // All: whatever takes one of them away takes the authorization back as well (``WithdrawScope``).
            return token.scopes
        case .exchanged(_, let root):
            return try scopes(token, heldBy: root, at: audience, in: directory)
        case .program:
            guard let client = try directory.client(token.subject), client.record.disabledAt == nil else {
                return nil
            }
            return try token.scopes.limited(to: directory.scopes(ofClient: client.id, at: audience))
        }
    }

    private static func owned(
        by account: String,
        at audience: String,
        in directory: DirectoryLook
    ) throws -> [String]? {
        guard let account = try directory.account(account), account.disabledAt == nil else { return nil }
        return try directory.scopes(ofAccount: account.id, at: audience)
    }
}
