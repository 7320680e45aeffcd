// Taking back a token that is shown as it is: by the program that it was issued to (RFC 7009), or by whoever found it.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Tokens {
    /// Takes back a token of the program that shows it.
    ///
    /// What is not a token of ours, or was issued to another, stays as it is, and the program does not learn which
    /// (RFC 7009 §2.2). A fault of the database is thrown: nothing was taken back then.
    ///
    /// - Returns: whether this call took it back; for the log, not for the asker.
    @discardableResult
    package func revoke(_ text: String, by caller: ClientCaller, at now: Int) async throws -> Bool {
        guard let token = recognise(text, leeway: Revoke.leeway, at: now),
            try await isToken(token, of: caller)
        else { return false }
        return try await !takeBack([token], at: now).isEmpty
    }

    /// Whether a token was issued to the program that shows it. An opaque token of a person never was.
    private func isToken(_ token: RecognisedToken, of caller: ClientCaller) async throws -> Bool {
        switch token {
        case .opaque: false
        case .signed(let signed, _): signed.clientID.hasBytes(of: caller.id)
        case .refresh(let refresh):
            try await database.read { try Authorization.find(id: refresh.authorization, in: $0) }?
                .client.hasBytes(of: caller.id) ?? false
        }
    }

    /// Takes back tokens that were found where they should not be. Holding one is proof enough: whoever has it could
    /// do worse than end it.
    ///
    /// - Returns: what was taken back, by its identifier; for the log, not for the asker.
    package func revokeLeaked(_ texts: [String], at now: Int) async throws -> [String] {
        try await takeBack(texts.compactMap { recognise($0, leeway: Revoke.leeway, at: now) }, at: now)
    }

    private func takeBack(_ tokens: [RecognisedToken], at now: Int) async throws -> [String] {
        guard !tokens.isEmpty else { return [] }
        // A stranger's guesses are looked up, and hold no one up who writes.
        let isAnyLive = try await database.read { db in
            try tokens.contains { try $0.holder(in: db).map { try !$0.isRevoked(in: db) } ?? false }
        }
        guard isAnyLive else { return [] }
        let ended = try await database.write { db in
            try tokens.compactMap { token -> String? in
                guard let holder = try token.holder(in: db), try !holder.isRevoked(in: db) else { return nil }
                return try holder.takeBack(at: now, in: db)
            }
        }
        await feed.wake()
        return ended
    }
}

extension TokenHolder {
    /// Whether it was taken back before: the same token may be shown a thousand times, and is logged once.
    fileprivate func isRevoked(in db: any SQLTransaction) throws -> Bool {
        switch self {
        case .named(let row): row.revokedAt != nil
        case .session(let row): row.revokedAt != nil
        case .authorization(let owned): owned.authorization.revokedAt != nil
        case .program(let handle): try StatusChanges.isRevoked(handle, in: db)
        case .exchanged(let row, _): row.revokedAt != nil
        }
    }

    /// - Returns: what it is called.
    fileprivate func takeBack(at now: Int, in db: any SQLTransaction) throws -> String {
        switch self {
        case .named(let row):
            try Revoke.tokens([row], at: now, in: db)
            return row.id
        case .session(let row):
            try Revoke.sessions([row], at: now, in: db)
            return row.id
        case .authorization(let owned):
            try Revoke.authorizations([owned.authorization], at: now, in: db)
            return owned.authorization.id
        case .program(let handle):
            try StatusChanges.append(handles: [handle], at: now, in: db)
            return "\(handle.list).\(handle.index)"
        case .exchanged(let row, _):
            try Revoke.exchanged([row], at: now, in: db)
            return row.id
        }
    }
}
