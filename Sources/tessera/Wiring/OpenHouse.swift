// Opening the data: the database with its tables, and the keys that are sealed in it.

internal import Authority
internal import JOSE
internal import OAuth
internal import Records
internal import SQL
internal import SQLSQLite

/// A data folder whose database is open and up to date.
struct OpenHouse: Sendable {
    let folder: DataFolder
    let database: any SQLDatabase
    /// Whether the database was there before.
    private let isOld: Bool

    init(_ folder: DataFolder) async throws {
        self.folder = folder
        isOld = folder.hasDatabase
        database = try SQLiteDatabase(path: folder.database)
        try await Schema.prepare(database)
    }

    /// Opens the signing keys, and makes the first one.
    func keys(_ algorithm: SignatureAlgorithm, at now: Int) async throws -> SigningKeys {
        let holdsKeys = try await database.read { try !SigningKeyRecord.all(in: $0).isEmpty }
        let master = try MasterKeyFile.open(folder.masterKey, mayMake: !holdsKeys)
        return try await SigningKeys.open(database, sealedWith: master, algorithm: algorithm, at: now)
    }

    /// The authority as a command needs it, for the issuer that the last start had.
    func authority(issuer option: String?, at now: Int) async throws -> Authority {
        guard let issuer = try option ?? folder.rememberedIssuer() else {
            throw Failure(
                .configuration, "no issuer is known yet; start the server once, or give --issuer URL")
        }
        return Authority(
            issuer: try Issuer(issuer),
            database: database,
            keys: try await keys(.es256, at: now)
        )
    }
}
