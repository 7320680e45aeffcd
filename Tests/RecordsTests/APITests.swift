// APIs, their scopes in order, the one default, and what accounts hold of them.

import Records
import SQL
import Support
import Testing

@Suite struct APITests {
    @Test(arguments: TestDatabase.all) func anAPIKeepsItsScopesInOrder(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try API.insert(.sample("notes"), in: db)
                try API.insert(.sample("files"), in: db)
            }
            try await database.read { db throws in
                #expect(try API.find(identifier: "https://notes.example", in: db) == .sample("notes"))
                #expect(try API.find(identifier: "https://notes.example/", in: db) == nil)
                #expect(try API.all(in: db) == [.sample("files"), .sample("notes")])
                #expect(try API.findDefault(in: db) == nil)
            }
        }
    }

    @Test(arguments: TestDatabase.all) func identifiersAndScopesAreUnique(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { try API.insert(.sample(), in: $0) }
            await #expect(throws: SQLFault.uniqueViolation("apis.identifier")) {
                try await database.write { try API.insert(.sample(), in: $0) }
            }
            let scope = APIScope(scope: "x", sentence: "X")
            let twice = API(
                identifier: "https://x.example", name: "x", scopes: [scope, scope], createdAt: noon)
            await #expect(throws: SQLFault.uniqueViolation("api_scopes.api, api_scopes.scope")) {
                try await database.write { try API.insert(twice, in: $0) }
            }
            #expect(try await database.read { try API.all(in: $0) } == [.sample()])
        }
    }

    @Test(arguments: TestDatabase.all) func theNewestDefaultIsTheOnlyOne(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try API.insert(.sample("a", defaultAt: noon), in: db)
                // In the same second, and later in the alphabet.
                try API.insert(.sample("b", defaultAt: noon), in: db)
            }
            #expect(try await database.read { try API.findDefault(in: $0)?.name } == "b")
            let made = try await database.write {
                try API.makeDefault(identifier: "https://a.example", at: noon, in: $0)
            }
            let missing = try await database.write {
                try API.makeDefault(identifier: "https://c.example", at: noon + 1, in: $0)
            }
            #expect(made && !missing)
            #expect(try await database.read { try API.all(in: $0).map(\.defaultAt) } == [noon, nil])
        }
    }

    @Test(arguments: TestDatabase.all) func anAccountHoldsWhatItWasGranted(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                for name in ["ada", "bob"] { try Account.insert(.sample(name), in: db) }
                for name in ["notes", "files"] { try API.insert(.sample(name), in: db) }
                try AccountScopes.grant(["admin"], to: "usr_ada", of: "https://notes.example", in: db)
                try AccountScopes.grant(
                    ["admin", "notes:read", "notes:read"], to: "usr_ada", of: "https://notes.example", in: db
                )
                try AccountScopes.grant(["admin"], to: "usr_ada", of: "https://files.example", in: db)
            }
            try await database.write { db throws in
                #expect(
                    try AccountScopes.of(account: "usr_ada", api: "https://notes.example", in: db)
                        == ["notes:read", "admin"])
                #expect(try AccountScopes.of(account: "usr_bob", api: "https://notes.example", in: db) == [])
                try AccountScopes.removeAll(of: "usr_ada", api: "https://notes.example", in: db)
                #expect(try AccountScopes.of(account: "usr_ada", api: "https://notes.example", in: db) == [])
                #expect(
                    try AccountScopes.of(account: "usr_ada", api: "https://files.example", in: db) == [
                        "admin"
                    ])
                // The rehearsed driver sees the grants again, as the first run did.
                try AccountScopes.grant(
                    ["notes:read", "admin"], to: "usr_ada", of: "https://notes.example", in: db)
            }
        }
    }

    @Test(arguments: TestDatabase.all) func whatDoesNotExistIsNotGranted(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try Account.insert(.sample(), in: db)
                try API.insert(.sample("notes"), in: db)
            }
            let rows = [
                ("usr_eve", "https://notes.example", "admin"), ("usr_ada", "https://none.example", "admin"),
                ("usr_ada", "https://notes.example", "files:read"),
            ]
            for (account, api, scope) in rows {
                await #expect(
                    throws: SQLFault.constraintViolation("FOREIGN KEY constraint failed"), "\(account) \(api)"
                ) {
                    try await database.write {
                        try AccountScopes.grant([scope], to: account, of: api, in: $0)
                    }
                }
            }
        }
    }
}
