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
}
