// Taking back many things at once: what is asked for in words, who may ask, and the doing in one transaction.

internal import OAuth
internal import Records
package import SQL

/// What is to be taken back, as people say it. Where several things are said, all of them must hold.
package struct RevocationRequest: Sendable {
    /// A username.
    package var account: String?
    /// The id of a client.
    package var client: String?
    /// An API, for a scope or to narrow something else down; `nil` for the default API where a scope is named.
    package var audience: String?
    package var scope: String?
    /// The `jti` of one token.
    package var jti: String?
    /// Only what was issued before this second; `nil` for everything until now.
    package var before: Int?
    /// Count, and take nothing back.
    package var isDryRun: Bool

    package init(
        account: String? = nil,
        client: String? = nil,
        audience: String? = nil,
        scope: String? = nil,
        jti: String? = nil,
        before: Int? = nil,
        isDryRun: Bool = false
    ) {
        self.account = account
        self.client = client
        self.audience = audience
        self.scope = scope
        self.jti = jti
        self.before = before
        self.isDryRun = isDryRun
    }
}

extension Tokens {
    /// Takes back whatever a request means, in one transaction.
    ///
    /// - Throws: ``OAuthRefusal`` `administrator_required` when a caller who is none asks for more than their own;
    ///   `invalid_request`, `invalid_target`, `invalid_scope` or `not_found` for a request that means nothing.
    package func takeBack(
        _ request: RevocationRequest,
        by caller: Caller,
        at now: Int
    ) async throws -> RevocationCount {
        let (count, ranges) = try await Tokens.takeBack(request, by: caller.account.id, in: database, at: now)
        blocks.discard(ranges)
        if !request.isDryRun { await feed.wake() }
        return count
    }

    /// The same for whoever may read the data folder.
    package static func takeBack(
        _ request: RevocationRequest,
        in database: any SQLDatabase,
        at now: Int
    ) async throws -> RevocationCount {
        try await takeBack(request, by: nil, in: database, at: now).count
    }

    private static func takeBack(
        _ request: RevocationRequest,
        by caller: String?,
        in database: any SQLDatabase,
        at now: Int
    ) async throws -> (count: RevocationCount, ranges: [StatusRange]) {
        try await database.write { db in
            var order = try RevocationOrder(request, at: now, in: db)
            if let caller { order = try narrowed(order, to: caller, in: db) }
            let found = try MassRevocation(order, at: now, in: db)
            return (found.count, request.isDryRun ? [] : try found.apply(at: now, in: db))
        }
    }

    /// What a caller may take back: an administrator everything, anyone else what is their own. Asked in the
    /// transaction that writes, because neither need be so any more.
    private static func narrowed(
        _ order: RevocationOrder,
        to caller: String,
        in db: any SQLTransaction
    ) throws -> RevocationOrder {
        guard let account = try Account.find(id: caller, in: db), account.disabledAt == nil else {
            throw OAuthRefusal(.credentialsInvalid, "the account was disabled meanwhile")
        }
        if account.adminAt != nil { return order }
        let isOwn = order.account.map { $0.utf8.elementsEqual(caller.utf8) } ?? true
        guard isOwn, order.client == nil else {
            throw OAuthRefusal(
                .administratorRequired,
                "only an administrator takes back what is another account's or a client's")
        }
        var own = order
        own.account = caller
        return own
    }
}

extension RevocationOrder {
    /// Looks up what a request names.
    fileprivate init(_ request: RevocationRequest, at now: Int, in db: any SQLTransaction) throws {
        guard
            request.account != nil || request.client != nil || request.scope != nil || request.jti != nil
                || request.before != nil
        else {
            throw OAuthRefusal(
                .invalidRequest,
                "say what to take back: an account, a client, a scope, a jti, or a time before which")
        }
        self.init()
        account = try request.account.map { try Accounts.find(Username($0), in: db).id }
        client = try request.client.map { try Clients.find($0, in: db).id }
        // What can't be one is not looked up: the database takes not every text (NUL).
        guard request.audience.map(APIs.isIdentifier) ?? true else {
            throw OAuthRefusal(.invalidTarget, "the audience is not an API that tokens are issued for here")
        }
        guard request.scope.map({ Scope($0) != nil }) ?? true else {
            throw OAuthRefusal(.invalidScope, "the scope is none: printable ASCII without space, \" and \\")
        }
        if request.audience != nil || request.scope != nil {
            api = try APIs.find(request.audience, with: request.scope.map { [$0] } ?? [], in: db).identifier
        }
        scope = request.scope
        handle = try request.jti.map(RevocationOrder.handle)
        authorization = request.jti.map(AuthorizationName.of(jti:))
        if let time = request.before {
            guard (0...Records.StatusLists.latestExpiry).contains(time) else {
                throw OAuthRefusal(.invalidRequest, "before is a time between the years 1970 and 9999")
            }
            // Until now, the second that is passing included: nothing is only partly meant then.
            before = time >= now ? nil : time
        }
    }

    private static func handle(_ jti: String) throws(OAuthRefusal) -> StatusHandle {
        guard RandomSecret.isLikeIdentifier(jti), let handle = StatusHandle(tokenIdentifier: jti) else {
            throw OAuthRefusal(.invalidRequest, "a jti of this issuer is like 7.1234.aVBPDyTZq4jxLeCo")
        }
        return handle
    }
}
