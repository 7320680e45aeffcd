// Rows for tests: each complete, each with the one thing changed that the test is about.

import Records
import SQL
import Support

/// Runs `body` on a new database of this kind, with the tables made.
func withRecords(_ kind: TestDatabase, _ body: (any SQLDatabase) async throws -> Void) async throws {
    try await kind.run { database in
        try await Schema.prepare(database)
        try await body(database)
    }
}

/// The second at which these tests take place: a whole hour.
let noon = 1_800_000_000

extension Account {
    static func sample(_ name: String = "ada", hash: String = "$argon2id$1", disabledAt: Int? = nil)
        -> Account
    {
        Account(
            id: "usr_\(name)", username: name, passwordHash: hash, createdAt: noon, disabledAt: disabledAt,
            passwordChangedAt: noon
        )
    }
}

extension API {
    static func sample(_ name: String = "notes", defaultAt: Int? = nil) -> API {
        API(
            identifier: "https://\(name).example",
            name: name,
            scopes: [
                APIScope(scope: "\(name):write", sentence: "Change \(name)"),
                APIScope(scope: "\(name):read", sentence: "Read \(name)"),
                APIScope(scope: "admin", sentence: "Do anything"),
            ],
            createdAt: noon,
            defaultAt: defaultAt
        )
    }
}

extension Session {
    static func sample(
        _ name: String,
        of account: String = "usr_ada",
        index: Int,
        expiresAt: Int = noon + 900
    ) -> Session {
        Session(
            id: "ses_\(name)", account: account, handle: StatusHandle(list: 1, index: index), createdAt: noon,
            expiresAt: expiresAt
        )
    }
}

extension NamedToken {
    static func sample(
        _ name: String,
        of account: String = "usr_ada",
        index: Int,
        expiresAt: Int = noon + 900,
        kid: String? = nil,
        secretHash: String? = nil
    ) -> NamedToken {
        NamedToken(
            id: "tok_\(name)", account: account, api: "https://notes.example", name: name,
            description: "for \(name)", scope: "notes:read admin",
            handle: StatusHandle(list: 1, index: index), createdAt: noon, expiresAt: expiresAt, kid: kid,
            secretHash: secretHash
        )
    }
}
