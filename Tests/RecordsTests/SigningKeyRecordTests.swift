// Signing keys: kept as they came, oldest first, retired once.

import Records
import SQL
import Support
import Testing

@Suite struct SigningKeyRecordTests {
    @Test(arguments: TestDatabase.all) func keysComeBackOldestFirst(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try SigningKeyRecord.insert(key("b", createdAt: noon), in: db)
                try SigningKeyRecord.insert(key("a", createdAt: noon), in: db)
                try SigningKeyRecord.insert(key("c", createdAt: noon - 1, retiredAt: noon), in: db)
            }
            let expected = [
                key("c", createdAt: noon - 1, retiredAt: noon), key("a", createdAt: noon),
                key("b", createdAt: noon),
            ]
            #expect(try await database.read { try SigningKeyRecord.all(in: $0) } == expected)
        }
    }

    @Test(arguments: TestDatabase.all) func aKeyIsKeptOnceAndRetiredOnce(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { try SigningKeyRecord.insert(key("a", createdAt: noon), in: $0) }
            await #expect(throws: SQLFault.uniqueViolation("signing_keys.kid")) {
                try await database.write {
                    try SigningKeyRecord.insert(key("a", createdAt: noon + 1), in: $0)
                }
            }
            let first = try await database.write {
                try SigningKeyRecord.retire(kid: "a", at: noon + 1, in: $0)
            }
            let again = try await database.write {
                try SigningKeyRecord.retire(kid: "a", at: noon + 2, in: $0)
            }
            #expect(first && !again)
            #expect(
                try await database.read { try SigningKeyRecord.all(in: $0).map(\.retiredAt) } == [noon + 1])
        }
    }
}

private func key(_ kid: String, createdAt: Int, retiredAt: Int? = nil) -> SigningKeyRecord {
    SigningKeyRecord(
        kid: kid, algorithm: "ES256", publicJWK: #"{"kid":"\#(kid)"}"#, sealedPrivate: "sealed \(kid)",
        createdAt: createdAt, retiredAt: retiredAt
    )
}
