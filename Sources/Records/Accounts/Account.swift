// Accounts: who may sign in, with the hash that proves it.

package import SQL

/// A person or program that signs in with a username and a password.
package struct Account: Hashable, Sendable {
    /// `usr_…`; the subject of every token of this account.
    package let id: String
    /// Compared byte by byte: whoever stores it has brought it to one form.
    package let username: String
    /// The hash with its parameters, as a PHC string.
    package let passwordHash: String
    package let createdAt: Int
    /// When the account was shut out, or nil while it may sign in.
    package let disabledAt: Int?
    package let passwordChangedAt: Int
    /// Since when the account is an administrator, or nil.
    package let adminAt: Int?
    /// What OpenID Connect tells of the person: a JSON object of standard claims.
    package let profile: String
    /// Claims of one's own, which go into its tokens: a JSON object.
    package let claims: String

    package init(
        id: String,
        username: String,
        passwordHash: String,
        createdAt: Int,
        disabledAt: Int? = nil,
        passwordChangedAt: Int,
        adminAt: Int? = nil,
        profile: String = "{}",
        claims: String = "{}"
    ) {
        self.id = id
        self.username = username
        self.passwordHash = passwordHash
        self.createdAt = createdAt
        self.disabledAt = disabledAt
        self.passwordChangedAt = passwordChangedAt
        self.adminAt = adminAt
        self.profile = profile
        self.claims = claims
    }

    private static let columns =
        "id, username, password_hash, created_at, disabled_at, password_changed_at, admin_at, profile, claims"

    /// What is read of an account beside another row, each name with `account_` before it: all but the hash of its password.
    static let besideColumns = [
        "username", "created_at", "disabled_at", "password_changed_at", "admin_at", "profile", "claims",
    ]
    .map { "accounts.\($0) AS account_\($0)" }.joined(separator: ", ")

    /// The account beside a row; `nil` where there is none.
    init?(_ id: String, beside row: SQLRow) throws {
        guard let username = try row.optionalText("account_username") else { return nil }
        self.init(
            id: id,
            username: username,
            passwordHash: "",
            createdAt: try row.integer("account_created_at"),
            disabledAt: try row.optionalInteger("account_disabled_at"),
            passwordChangedAt: try row.integer("account_password_changed_at"),
            adminAt: try row.optionalInteger("account_admin_at"),
            profile: try row.text("account_profile"),
            claims: try row.text("account_claims")
        )
    }

    private init(_ row: SQLRow) throws {
        self.id = try row.text("id")
        self.username = try row.text("username")
        self.passwordHash = try row.text("password_hash")
        self.createdAt = try row.integer("created_at")
        self.disabledAt = try row.optionalInteger("disabled_at")
        self.passwordChangedAt = try row.integer("password_changed_at")
        self.adminAt = try row.optionalInteger("admin_at")
        self.profile = try row.text("profile")
        self.claims = try row.text("claims")
    }
}

extension Account {
    /// Adds an account.
    ///
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when the username is taken.
    package static func insert(_ account: Account, in transaction: any SQLTransaction) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "INSERT INTO accounts (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                SQLValue(account.id), SQLValue(account.username), SQLValue(account.passwordHash),
                SQLValue(account.createdAt), SQLValue(account.disabledAt),
                SQLValue(account.passwordChangedAt), SQLValue(account.adminAt),
                SQLValue(account.profile), SQLValue(account.claims),
            ]
        )
    }

    /// The account with this username, disabled or not.
    package static func find(username: String, in transaction: any SQLTransaction) throws -> Account? {
        try transaction.query("SELECT \(columns) FROM accounts WHERE username = $1", [SQLValue(username)])
            .first.map(Account.init)
    }

    /// The account with this id, disabled or not.
    package static func find(id: String, in transaction: any SQLTransaction) throws -> Account? {
        try transaction.query("SELECT \(columns) FROM accounts WHERE id = $1", [SQLValue(id)])
            .first.map(Account.init)
    }

    /// Every account, by username.
    package static func all(in transaction: any SQLTransaction) throws -> [Account] {
        try transaction.query("SELECT \(columns) FROM accounts ORDER BY username").map(Account.init)
    }

    /// Gives the account a new password.
    ///
    /// - Returns: whether there is such an account.
    package static func updatePassword(
        id: String,
        hash: String,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            "UPDATE accounts SET password_hash = $2, password_changed_at = $3 WHERE id = $1",
            [SQLValue(id), SQLValue(hash), SQLValue(now)]
        ) == 1
    }

    /// Gives the account a new password if its hash is still the one that the current password was checked
    /// against: of two changes that start from the same password, the first wins.
    ///
    /// - Returns: whether it was.
    package static func updatePassword(
        id: String,
        replacing checked: String,
        hash: String,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            """
            UPDATE accounts SET password_hash = $3, password_changed_at = $4
            WHERE id = $1 AND password_hash = $2
            """,
            [SQLValue(id), SQLValue(checked), SQLValue(hash), SQLValue(now)]
        ) == 1
    }

    /// Stores the same password under newer hash parameters, unless the password was changed meanwhile.
    ///
    /// - Returns: whether it was stored.
    package static func rehash(
        id: String,
        replacing checked: String,
        hash: String,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            "UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
            [SQLValue(id), SQLValue(checked), SQLValue(hash)]
        ) == 1
    }

    /// Makes the account an administrator since that second, or none.
    package static func setAdministrator(
        id: String,
        since time: Int?,
        in transaction: any SQLTransaction
    ) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "UPDATE accounts SET admin_at = $2 WHERE id = $1", [SQLValue(id), SQLValue(time)])
    }

    /// Replaces what is told of the person, and the claims of one's own.
    package static func setClaims(
        id: String,
        profile: String,
        claims: String,
        in transaction: any SQLTransaction
    ) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute(
            "UPDATE accounts SET profile = $2, claims = $3 WHERE id = $1",
            [SQLValue(id), SQLValue(profile), SQLValue(claims)]
        )
    }

    /// Lets an account in again that was shut out.
    package static func enable(id: String, in transaction: any SQLTransaction) throws {
        try DirectoryVersion.advance(in: transaction)
        _ = try transaction.execute("UPDATE accounts SET disabled_at = NULL WHERE id = $1", [SQLValue(id)])
    }

    /// Shuts the account out. An account that was shut out before keeps its time.
    ///
    /// - Returns: whether this call did it.
    package static func disable(id: String, at now: Int, in transaction: any SQLTransaction) throws -> Bool {
        try DirectoryVersion.advance(in: transaction)
        return try transaction.execute(
            "UPDATE accounts SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL",
            [SQLValue(id), SQLValue(now)]
        ) == 1
    }
}
