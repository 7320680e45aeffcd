// What is to be taken back, in the words of rows, and which rows they mean.

package import SQL

/// An order to take things back. Where several things are said, all of them must hold.
package struct RevocationOrder: Hashable, Sendable {
    /// The id of an account.
    package var account: String?
    /// The id of a client.
    package var client: String?
    /// The identifier of an API.
    package var api: String?
    /// A scope of that API.
    package var scope: String?
    /// The handle of one token.
    package var handle: StatusHandle?
    /// The id of the authorization that the handle would belong to.
    package var authorization: String?
    /// Only what was issued before this second.
    package var before: Int?

    package init(account: String? = nil, client: String? = nil) {
        self.account = account
        self.client = client
    }
}

/// A row that can be taken back.
package struct Revocable: Hashable, Sendable {
    package let id: String
    package let handle: StatusHandle

    fileprivate init(_ row: SQLRow) throws {
        id = try row.text("id")
        handle = StatusHandle(list: try row.integer("list"), index: try row.integer("idx"))
    }
}

extension RevocationOrder {
    /// The sessions that are meant, not taken back yet, and not expired before `time`.
    ///
    /// A session's tokens may be for any API and carry whatever its account holds there: so an API alone means every
    /// session, and a scope those of the accounts that hold it.
    package func sessions(after time: Int, in transaction: any SQLTransaction) throws -> [Revocable] {
        guard client == nil else { return [] }
        var conditions = Conditions("revoked_at IS NULL AND expires_at > ?", SQLValue(time))
        if let account { conditions.add("account = ?", SQLValue(account)) }
        if let before { conditions.add("created_at < ?", SQLValue(before)) }
        if let handle {
            conditions.add("list = ? AND idx = ?", SQLValue(handle.list), SQLValue(handle.index))
        }
        if let scope {
            conditions.add(
                "account IN (SELECT account FROM account_scopes WHERE api = ? AND scope = ?)",
                SQLValue(api), SQLValue(scope)
            )
        }
        return try transaction.query(
            "SELECT id, list, idx FROM sessions WHERE \(conditions.sql)", conditions.arguments
        ).map(Revocable.init)
    }

    /// The named tokens that are meant, not taken back yet, and not expired before `time`.
    package func tokens(after time: Int, in transaction: any SQLTransaction) throws -> [Revocable] {
        guard client == nil else { return [] }
        let conditions = Conditions("revoked_at IS NULL AND expires_at > ?", SQLValue(time))
        return try scoped("named_tokens", conditions, in: transaction)
    }

    /// The exchanged tokens that are meant themselves, not taken back yet, and not expired before `time`. Others go with
    /// what they were given for.
    package func exchanged(after time: Int, in transaction: any SQLTransaction) throws -> [Revocable] {
        var conditions = Conditions("revoked_at IS NULL AND expires_at > ?", SQLValue(time))
        if let client { conditions.add("client = ?", SQLValue(client)) }
        return try scoped("exchanged_tokens", conditions, in: transaction)
    }

    /// The rows of a table of tokens that are for one API each, with some of its scopes.
    private func scoped(
        _ table: String,
        _ conditions: Conditions,
        in transaction: any SQLTransaction
    ) throws -> [Revocable] {
        var conditions = conditions
        if let account { conditions.add("account = ?", SQLValue(account)) }
        if let api { conditions.add("api = ?", SQLValue(api)) }
        if let before { conditions.add("created_at < ?", SQLValue(before)) }
        if let handle {
            conditions.add("list = ? AND idx = ?", SQLValue(handle.list), SQLValue(handle.index))
        }
        let rows = try transaction.query(
            "SELECT id, list, idx, scope FROM \(table) WHERE \(conditions.sql)", conditions.arguments)
        guard let scope else { return try rows.map(Revocable.init) }
        return try rows.filter { row in
            try row.text("scope").utf8.split(separator: UInt8(ascii: " ")).contains {
                $0.elementsEqual(scope.utf8)
            }
        }
        .map(Revocable.init)
    }

    /// The authorizations that are meant or hold the handle, not taken back yet, and not over before `time`.
    package func authorizations(after time: Int, in transaction: any SQLTransaction) throws -> [Authorization]
    {
        var conditions = Conditions("revoked_at IS NULL AND idle_until > ?", SQLValue(time))
        // By way of their grants, which have an index: there are a million of them.
        if let account {
            conditions.add(
                "grant_id IN (SELECT id FROM grants WHERE account = ? AND revoked_at IS NULL)",
                SQLValue(account))
        }
        if let client {
            conditions.add("grant_id IN (SELECT id FROM grants WHERE client = ?)", SQLValue(client))
        }
        if let before { conditions.add("created_at < ?", SQLValue(before)) }
        if handle != nil { conditions.add("id = ?", SQLValue(authorization ?? "")) }
        if let api, let scope {
            conditions.add(
                "grant_id IN (SELECT grant_id FROM grant_scopes WHERE api = ? AND scope = ?)",
                SQLValue(api), SQLValue(scope)
            )
        } else if let api {
            conditions.add("grant_id IN (SELECT grant_id FROM grant_scopes WHERE api = ?)", SQLValue(api))
        }
        let rows = try transaction.query(
            "SELECT \(Authorization.columns) FROM authorizations WHERE \(conditions.sql)",
            conditions.arguments
        ).map(Authorization.init)
        guard let handle else { return rows }
        return rows.filter { $0.handles.contains { $0.handle == handle } }
    }

    /// The blocks that are meant or hold the handle, not taken back yet, and whose list serves tokens beyond `time`.
    ///
    /// A block says nothing of scopes: a scope means every block at its API of the clients that hold it.
    package func blocks(after time: Int, in transaction: any SQLTransaction) throws -> [IndexBlock] {
        guard account == nil else { return [] }
        var conditions = Conditions(
            "revoked_at IS NULL AND list IN (SELECT number FROM status_lists WHERE hour > ?)", SQLValue(time))
        if let client { conditions.add("client = ?", SQLValue(client)) }
        if let api { conditions.add("api = ?", SQLValue(api)) }
        if let before { conditions.add("first_issued_at < ?", SQLValue(before)) }
        if let handle {
            conditions.add(
                "list = ? AND first <= ? AND first + count > ?",
                SQLValue(handle.list), SQLValue(handle.index), SQLValue(handle.index)
            )
        }
        if let scope {
            conditions.add(
                "client IN (SELECT client FROM client_scopes WHERE api = ? AND scope = ?)",
                SQLValue(api), SQLValue(scope)
            )
        }
        return try transaction.query(
            "SELECT \(IndexBlock.columns) FROM index_blocks WHERE \(conditions.sql) ORDER BY list, first",
            conditions.arguments
        ).map(IndexBlock.init)
    }
}
