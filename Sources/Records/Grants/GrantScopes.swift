// What a grant allows: scopes of APIs, and those of OpenID Connect.

package import SQL

/// One scope that a person allowed.
package struct GrantedScope: Hashable, Sendable {
    /// The identifier of the API, or the empty text for OpenID Connect.
    package let api: String
    package let scope: String

    package init(api: String, scope: String) {
        self.api = api
        self.scope = scope
    }
}

/// The scopes of grants.
package enum GrantScopes {
    /// Adds scopes to those that a grant has.
    package static func add(
        _ scopes: [GrantedScope],
        to grant: String,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws {
        for scope in scopes {
            _ = try transaction.execute(
                """
                INSERT INTO grant_scopes (grant_id, api, scope, granted_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (grant_id, api, scope) DO NOTHING
                """,
                [SQLValue(grant), SQLValue(scope.api), SQLValue(scope.scope), SQLValue(now)]
            )
        }
    }

    /// What a grant allows, by API and scope.
    package static func of(grant: String, in transaction: any SQLTransaction) throws -> [GrantedScope] {
        try transaction.query(
            "SELECT api, scope FROM grant_scopes WHERE grant_id = $1 ORDER BY api, scope", [SQLValue(grant)]
        ).map { GrantedScope(api: try $0.text("api"), scope: try $0.text("scope")) }
    }

    /// What a grant allows, by API and scope, and what of it its account still holds. Whether the grant was taken back stands in
    /// each of its authorizations.
    package static func living(
        of grant: String,
        by account: String,
        in transaction: any SQLTransaction
    ) throws -> LivingScopes {
        var living = LivingScopes(granted: [], held: [])
        let rows = try transaction.query(
            """
            SELECT grant_scopes.api, grant_scopes.scope, account_scopes.scope AS held FROM grant_scopes
            LEFT JOIN account_scopes ON account_scopes.account = $2
                AND account_scopes.api = grant_scopes.api AND account_scopes.scope = grant_scopes.scope
            WHERE grant_scopes.grant_id = $1 ORDER BY grant_scopes.api, grant_scopes.scope
            """,
            [SQLValue(grant), SQLValue(account)]
        )
        for row in rows {
            let scope = GrantedScope(api: try row.text("api"), scope: try row.text("scope"))
            living.granted.append(scope)
            if try row.optionalText("held") != nil { living.held.append(scope) }
        }
        return living
    }
}

/// What a grant allows, and what of it its account holds at the APIs.
package struct LivingScopes: Sendable {
    package fileprivate(set) var granted: [GrantedScope]
    package fileprivate(set) var held: [GrantedScope]
}
