// Clients and their secrets as an administrator sees them: everything but the secrets.

package import Records
internal import SQL

/// A client as its administrator sees it: everything but the secrets.
package struct ListedClient: Sendable {
    package let client: Client
    package let rights: [(api: String, scopes: [String])]
    package let guards: [String]
    package let secrets: [ListedSecret]

    init(_ client: Client, at now: Int, in db: any SQLTransaction) throws {
        self.client = client
        rights = try ClientScopes.apis(of: client.id, in: db).map {
            ($0, try ClientScopes.of(client: client.id, api: $0, in: db))
        }
        guards = try ClientGuards.apis(of: client.id, in: db)
        secrets = try ClientSecret.live(of: client.id, at: now, in: db).map(ListedSecret.init)
    }
}

/// A secret as its administrator sees it.
package struct ListedSecret: Sendable {
    /// The first 8 characters of its digest.
    package let fingerprint: String
    package let createdAt: Int
    package let expiresAt: Int?

    init(_ secret: ClientSecret) {
        fingerprint = String(secret.hash.prefix(8))
        createdAt = secret.createdAt
        expiresAt = secret.expiresAt
    }
}
