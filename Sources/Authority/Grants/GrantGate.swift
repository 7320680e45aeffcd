// The one gate that every grant passes: whoever gave it and whoever got it must still be allowed to.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// What is asked again each time a token is to be made of a grant. A grant that is taken back takes its authorizations along
/// (``Revoke/grants(_:at:in:)``), so each of them says by itself whether it still stands.
enum GrantGate {
    /// The account and the client of a new approval.
    ///
    /// - Throws: ``OAuthRefusal`` `access_denied`.
    static func check(account: String, client: String, in db: any SQLTransaction) throws {
        guard let account = try Account.find(id: account, in: db), account.disabledAt == nil else {
            throw OAuthRefusal(.accessDenied, "the account was disabled meanwhile")
        }
        guard let client = try Client.find(id: client, in: db), client.disabledAt == nil else {
            throw OAuthRefusal(.accessDenied, "the client was disabled meanwhile")
        }
    }

    /// What passed.
    struct Passed: Sendable {
        let account: Account
        let scopes: LivingScopes
    }

    /// An authorization from which a token is to be made.
    ///
    /// - Parameter directory: the look of this very transaction; `nil` where the client is read anew.
    /// - Throws: ``OAuthRefusal`` `invalid_grant`.
    static func pass(
        _ found: OwnedAuthorization,
        at now: Int,
        in db: any SQLTransaction,
        _ directory: DirectoryLook? = nil
    ) throws -> Passed {
        let account = try check(found.authorization, of: found.account, at: now, in: db, directory)
        return Passed(
            account: account,
            scopes: try GrantScopes.living(of: found.authorization.grant, by: account.id, in: db))
    }

    /// The account of an authorization from which a token was made, for whoever only asks whether it is still good.
    ///
    /// - Returns: `nil` where it is not.
    static func stillPasses(
        _ found: OwnedAuthorization,
        at now: Int,
        in db: any SQLTransaction,
        _ directory: DirectoryLook
    ) throws -> Account? {
        do {
            return try check(found.authorization, of: found.account, at: now, in: db, directory)
        } catch is OAuthRefusal {
            return nil
        }
    }

    private static func check(
        _ authorization: Authorization,
        of account: Account?,
        at now: Int,
        in db: any SQLTransaction,
        _ directory: DirectoryLook?
    ) throws -> Account {
        guard authorization.isLive(at: now) else { throw refusal("the grant is over, or was taken back") }
        guard let account, account.disabledAt == nil else { throw refusal("the account is disabled") }
        let client =
            if let directory { try directory.client(authorization.client)?.record } else {
                try Client.find(id: authorization.client, in: db)
            }
        guard let client, client.disabledAt == nil else { throw refusal("the client is disabled") }
        if authorization.lastingAt == nil, let session = authorization.session {
            // A session that was swept away is over as well.
            guard try Session.find(id: session, in: db)?.isLive(at: now) ?? false else {
                throw refusal("the session in which it was allowed is over")
            }
        }
        return account
    }

    private static func refusal(_ sentence: String) -> OAuthRefusal { OAuthRefusal(.invalidGrant, sentence) }
}

/// How long what grows from a grant may live, in seconds.
package struct GrantLifetimes: Sendable {
    /// A refresh token that is not used.
    package var idle = 30 * 86_400
    /// An authorization, however often it is refreshed.
    package var longest = 180 * 86_400
    /// An access token, where its API says nothing else.
    package var access = 600
    /// An ID token.
    package var identity = 3_600
    /// An authorization whose code nobody redeemed: as long as a replay could still be noticed.
    let unredeemed = 600

    package init() {}
}
