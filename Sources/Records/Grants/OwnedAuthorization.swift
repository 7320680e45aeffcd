// An authorization beside the account that gave it, in one reading: what every token that is made of one asks for first.

package import SQL

/// An authorization, and the account that gave it, but for the hash of its password.
package struct OwnedAuthorization: Sendable {
    package let authorization: Authorization
    /// `nil` where there is no such account any more.
    package let account: Account?

    private static let columns =
        Authorization.columns.split(separator: ",")
        .map { "authorizations." + $0.drop { $0 == " " || $0 == "\n" } }.joined(separator: ", ")
        + ", " + Account.besideColumns

    private init(_ row: SQLRow) throws {
        authorization = try Authorization(row)
        account = try Account(authorization.account, beside: row)
    }

    /// The authorization with this id, live or not.
    package static func find(id: String, in transaction: any SQLTransaction) throws -> OwnedAuthorization? {
        try transaction.query(
            """
            SELECT \(columns) FROM authorizations
            LEFT JOIN accounts ON accounts.id = authorizations.account WHERE authorizations.id = $1
            """,
            [SQLValue(id)]
        ).first.map(OwnedAuthorization.init)
    }
}
