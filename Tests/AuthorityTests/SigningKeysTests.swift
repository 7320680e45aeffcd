// The issuer's keys: made once, opened again, and never with another master key.

import JOSE
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("SigningKeys")
struct SigningKeysTests {
    static let now = TestAuthority.now

    private func open(_ database: any SQLDatabase, _ byte: UInt8 = 7, _ algorithm: SignatureAlgorithm = .es256)
        async throws -> SigningKeys
    {
        let master = try MasterKey(bytes: [UInt8](repeating: byte, count: 32))
        return try await SigningKeys.open(database, sealedWith: master, algorithm: algorithm, at: Self.now)
    }

    @Test("the first start makes a key; the second has the same", arguments: TestDatabase.all)
    func starts(kind: TestDatabase) async throws {
        try await kind.run { database in
            try await Schema.prepare(database)
            let first = try await open(database)
            // The algorithm is for the first key only.
            let second = try await open(database, 7, .ed25519)
            #expect(first.active.algorithm == .es256)
            #expect(second.active.exportPrivateJWK() == first.active.exportPrivateJWK())
            #expect(first.active.keyID == first.active.verificationKey.jwk.thumbprint)
            #expect(second.published.keys.map(\.keyID) == [first.active.keyID])
            let rows = try await SigningKeys.list(database)
            #expect(rows.map(\.kid) == [first.active.keyID])
            #expect(rows.map(\.createdAt) == [Self.now])
        }
    }

    @Test("every algorithm whose key can be published", arguments: SignatureAlgorithm.asymmetric)
    func algorithms(algorithm: SignatureAlgorithm) async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            let keys = try await open(database, 7, algorithm)
            #expect(keys.active.algorithm == algorithm)
            #expect(try await open(database).active.algorithm == algorithm)
            let published = try JWKSet(parsing: keys.published.json, algorithms: [algorithm])
            #expect(published.keys.map(\.algorithm) == [algorithm])
        }
    }

    @Test("a shared secret can't be an issuer's key", arguments: [SignatureAlgorithm.hs256, .hs384, .hs512])
    func symmetric(algorithm: SignatureAlgorithm) async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            await #expect(throws: JOSEError.key(.symmetric)) { try await open(database, 7, algorithm) }
            #expect(try await SigningKeys.list(database).isEmpty)
        }
    }

    @Test("two starts at once make one key", arguments: TestDatabase.all)
    func race(kind: TestDatabase) async throws {
        try await kind.run { database in
            try await Schema.prepare(database)
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await open(database).active.keyID } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await SigningKeys.list(database).count == 1)
        }
    }

    @Test("another master key opens nothing and changes nothing")
    func wrongMaster() async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            _ = try await open(database)
            let before = try await SigningKeys.list(database)
            await #expect(throws: MasterKeyFault.self) { try await open(database, 8) }
            #expect(try await SigningKeys.list(database) == before)
        }
    }

    @Test("neither half of the private key stands in the database or in the key set")
    func sealed() async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            let keys = try await open(database)
            let secret = try #require(
                try JSONDocument.object(parsing: keys.active.exportPrivateJWK())["d"]?.string)
            let row = try #require(try await SigningKeys.list(database).first)
            #expect(!"\(row)".contains(secret))
            #expect(!row.publicJWK.contains("\"d\""))
            #expect(!String(decoding: keys.published.json, as: UTF8.self).contains("\"d\""))
        }
    }

    @Test("a sealed key that is moved to another row does not open")
    func moved() async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            _ = try await open(database)
            _ = try await database.write { try $0.execute("UPDATE signing_keys SET kid = 'other'") }
            await #expect(throws: MasterKeyFault.sealed("signing key other")) { try await open(database) }
        }
    }

    @Test("a retired key stays published and signs no more")
    func retired() async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            let first = try await open(database)
            _ = try await database.write {
                try SigningKeyRecord.retire(kid: first.active.keyID, at: Self.now, in: $0)
            }
            let second = try await open(database)
            #expect(second.active.keyID != first.active.keyID)
            #expect(Set(second.published.keys.compactMap(\.keyID)) == [first.active.keyID, second.active.keyID])
        }
    }
}
