// The authority: its desks, on one database, for one issuer.

internal import JOSE
package import OAuth
package import SQL

/// Everything that the authority can be asked. Each desk is a noun; its verbs stand in files of their own.
package struct Authority: Sendable {
    package let issuer: Issuer
    package let keys: SigningKeys
    package let accounts: Accounts
    package let apis: APIs
    package let clients: Clients
    package let tokens: Tokens
    package let statusLists: StatusListDocuments
    package let upkeep: Upkeep

    private let database: any SQLDatabase

    /// - Parameters:
    ///   - database: with its schema prepared.
    ///   - statusTimeToLive: seconds after which verifiers ask again for a status list.
    package init(
        issuer: Issuer,
        database: any SQLDatabase,
        keys: SigningKeys,
        hashesAtOnce: Int = 2,
        statusTimeToLive: Int = 60
    ) {
        self.issuer = issuer
        self.keys = keys
        self.database = database
        accounts = Accounts(database: database, hashesAtOnce: hashesAtOnce)
        apis = APIs(database: database)
        clients = Clients(database: database)
        tokens = Tokens(issuer: issuer, database: database, keys: keys)
        statusLists = StatusListDocuments(
            issuer: issuer,
            database: database,
            keys: keys,
            timeToLive: statusTimeToLive
        )
        upkeep = Upkeep(database: database)
    }

    /// Whether the database can be read and written just now; throws what prevents it.
    package func checkReadiness() async throws {
        try await database.write { _ in }
    }
}
