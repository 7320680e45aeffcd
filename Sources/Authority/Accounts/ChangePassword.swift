// Changing one's own password: the current one is asked for, all that it opened ends, named tokens live on.

internal import OAuth
internal import Records
internal import SQL

extension Accounts {
    /// Changes the password of a caller.
    ///
    /// - Throws: what ``authenticate(username:password:from:at:)`` throws for the current password,
    ///   `password_unfit` for the new one, `credentials_invalid` when somebody else changed it meanwhile.
    package func changePassword(
        of caller: Caller,
        current: String,
        to new: String,
        from address: String,
        at now: Int
    ) async throws {
        let password = try Password(new)
        try password.checkNew(for: caller.account.username)
        let account = try await authenticate(
            username: caller.account.username,
            password: current,
            from: address,
            at: now
        ).account
        let hash = try await hashing.run { try PasswordHash.make(password.bytes).text }
        let changed = try await database.write { db in
            let changed = try Account.updatePassword(
                id: account.id,
                replacing: account.passwordHash,
                hash: hash,
                at: now,
                in: db
            )
            if changed { try Revoke.allSignIns(of: account.id, at: now, in: db) }
            return changed
        }
        guard changed else {
            throw OAuthRefusal(
                .credentialsInvalid, "the password was changed by someone else meanwhile; sign in again")
        }
        await feed?.wake()
    }
}
