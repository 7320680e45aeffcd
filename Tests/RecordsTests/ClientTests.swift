// Clients, the digests of their secrets, the scopes that they hold and the APIs that they guard.

import Records
import SQL
import Support
import Testing

extension Client {
    static func sample(_ name: String = "robot", createdAt: Int = noon, disabledAt: Int? = nil) -> Client {
        Client(id: "cli_\(name)", name: name, createdAt: createdAt, disabledAt: disabledAt)
    }
}

@Suite struct ClientTests {
    @Test(arguments: TestDatabase.all) func aClientIsFoundByItsIdAlone(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try Client.insert(.sample("late", createdAt: noon + 1), in: db)
                try Client.insert(.sample("early", disabledAt: noon), in: db)
            }
            try await database.read { db throws in
                #expect(try Client.find(id: "cli_early", in: db) == .sample("early", disabledAt: noon))
                #expect(try Client.find(id: "CLI_early", in: db) == nil)
                #expect(try Client.all(in: db).map(\.name) == ["early", "late"])
            }
            await #expect(throws: SQLFault.uniqueViolation("clients.id")) {
                try await database.write { try Client.insert(.sample("late"), in: $0) }
            }
        }
    }

    @Test(arguments: TestDatabase.all) func aClientIsDisabledOnce(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { try Client.insert(.sample(), in: $0) }
            let answers = try await database.write { db throws in
                try [noon + 5, noon + 9].map { try Client.disable(id: "cli_robot", at: $0, in: db) }
            }
            #expect(answers == [true, false])
            #expect(try await database.read { try Client.find(id: "cli_robot", in: $0)?.disabledAt } == noon + 5)
            #expect(try await !database.write { try Client.disable(id: "cli_none", at: noon, in: $0) })
        }
    }

    @Test(arguments: TestDatabase.all) func aSecretsEndOnlyComesNearer(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try Client.insert(.sample(), in: db)
                for hash in ["a", "b"] {
                    try ClientSecret.insert(
                        ClientSecret(client: "cli_robot", hash: hash, createdAt: noon), in: db)
                }
            }
            let answers = try await database.write { db throws in
                try [noon + 10, noon + 20, noon + 5].map {
                    try ClientSecret.expire(client: "cli_robot", hash: "a", at: $0, in: db)
                }
            }
            #expect(answers == [true, false, true])
            try await database.read { db throws in
                #expect(try ClientSecret.live(of: "cli_robot", at: noon + 4, in: db).map(\.hash) == ["a", "b"])
                #expect(try ClientSecret.live(of: "cli_robot", at: noon + 5, in: db).map(\.hash) == ["b"])
                let found = try ClientSecret.find(client: "cli_robot", hash: "a", in: db)
                #expect(found?.expiresAt == noon + 5)
                #expect(try ClientSecret.find(client: "cli_other", hash: "a", in: db) == nil)
            }
        }
    }

    @Test(arguments: TestDatabase.all) func expiredSecretsGoInBatches(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try Client.insert(.sample(), in: db)
                for (hash, end) in [("a", noon), ("b", noon + 1), ("c", noon + 2), ("d", nil)] {
                    try ClientSecret.insert(
                        ClientSecret(client: "cli_robot", hash: hash, createdAt: noon, expiresAt: end), in: db)
                }
            }
            let counts = try await database.write { db throws in
                try (0..<3).map { _ in try ClientSecret.deleteExpired(before: noon + 2, limit: 1, in: db) }
            }
            #expect(counts == [1, 1, 0])
            let left = try await database.read { try ClientSecret.live(of: "cli_robot", at: 0, in: $0) }
            #expect(left.map(\.hash) == ["c", "d"])
        }
    }

    @Test(arguments: TestDatabase.all) func aClientHoldsAndGuardsWhatItWasGiven(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            let (notes, files) = ("https://notes.example", "https://files.example")
            try await database.write { db throws in
                for name in ["notes", "files"] { try API.insert(.sample(name), in: db) }
                try Client.insert(.sample(), in: db)
                for _ in 0..<2 {
                    try ClientScopes.grant(["admin", "notes:write"], to: "cli_robot", of: notes, in: db)
                    try ClientGuards.add(client: "cli_robot", api: notes, in: db)
                }
                try ClientGuards.add(client: "cli_robot", api: files, in: db)
            }
            try await database.read { db throws in
                #expect(try ClientScopes.of(client: "cli_robot", api: notes, in: db) == ["notes:write", "admin"])
                #expect(try ClientScopes.of(client: "cli_robot", api: files, in: db) == [])
                #expect(try ClientScopes.apis(of: "cli_robot", in: db) == [notes])
                #expect(try ClientGuards.apis(of: "cli_robot", in: db) == [files, notes])
            }
            let removed = try await database.write { db throws in
                try (0..<2).map { _ in try ClientGuards.remove(client: "cli_robot", api: files, in: db) }
            }
            #expect(removed == [true, false])
            #expect(try await database.read { try ClientGuards.apis(of: "cli_robot", in: $0) } == [notes])
            for scope in ["files:read", "notes"] {
                await #expect(throws: SQLFault.self, "\(scope) is not a scope of that API") {
                    try await database.write {
                        try ClientScopes.grant([scope], to: "cli_robot", of: notes, in: $0)
                    }
                }
            }
        }
    }
}
