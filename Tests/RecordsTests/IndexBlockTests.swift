// Blocks of indexes: given once, found by any of their indexes, and gone with their list; and ranges in the log.

import Records
import SQL
import Support
import Testing

@Suite struct IndexBlockTests {
    static let api = "https://notes.example"

    /// Runs `body` on a database with a client and an API.
    private func withClient(_ kind: TestDatabase, _ body: (any SQLDatabase) async throws -> Void) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                try API.insert(.sample(), in: db)
                try Client.insert(.sample(), in: db)
            }
            try await body(database)
        }
    }

    private static func reserve(_ count: Int, expiringAt expiry: Int = noon, in db: any SQLTransaction) throws -> StatusRange {
        try IndexBlocks.reserve(count: count, client: "cli_robot", api: api, expiringAt: expiry, at: noon - 9, in: db).range
    }

    @Test(arguments: TestDatabase.all) func blocksAndSingleHandlesShareAListInOrder(kind: TestDatabase) async throws {
        try await withClient(kind) { database async throws in
            let (ranges, handle) = try await database.write { db throws in
                let first = try Self.reserve(8, in: db)
                let handle = try StatusLists.allocate(expiringAt: noon, in: db)
                return ([first, try Self.reserve(16, in: db), try Self.reserve(8, expiringAt: noon + 1, in: db)], handle)
            }
            #expect(
                ranges == [
                    StatusRange(list: 1, first: 0, count: 8), StatusRange(list: 1, first: 9, count: 16),
                    StatusRange(list: 2, first: 0, count: 8),
                ])
            #expect(handle == StatusHandle(list: 1, index: 8))
            #expect(try await database.read { try StatusLists.all(in: $0).map(\.nextIndex) } == [25, 8])
        }
    }

    @Test(arguments: TestDatabase.all) func aBlockAtTheEndOfAListIsAsSmallAsWhatIsLeft(kind: TestDatabase) async throws {
        try await withClient(kind) { database async throws in
            let ranges = try await database.write { db throws in
                _ = try StatusLists.allocate(expiringAt: noon, in: db)
                try db.execute("UPDATE status_lists SET next_index = \(StatusLists.size - 5)")
                return try (0..<2).map { _ in try Self.reserve(8, in: db) }
            }
            #expect(
                ranges == [
                    StatusRange(list: 1, first: StatusLists.size - 5, count: 5), StatusRange(list: 2, first: 0, count: 8),
                ])
        }
    }

    @Test(arguments: [(-1, 1), (0, 1), (1, 1), (StatusLists.size, StatusLists.size), (Int.max, StatusLists.size)])
    func aBlockHasAtLeastOneIndexAndAtMostAList(count: Int, reserved: Int) async throws {
        try await withClient(.memory) { database async throws in
            #expect(try await database.write { try Self.reserve(count, in: $0) }.count == reserved)
        }
    }

    @Test(arguments: TestDatabase.all) func aBlockIsFoundByAnyOfItsIndexes(kind: TestDatabase) async throws {
        try await withClient(kind) { database async throws in
            try await database.write { db throws in
                _ = try Self.reserve(8, in: db)
                _ = try StatusLists.allocate(expiringAt: noon, in: db)
                _ = try Self.reserve(8, in: db)
            }
            for (list, index, first) in [
                (1, 0, 0), (1, 7, 0), (1, 8, nil), (1, 9, 9), (1, 16, 9), (1, 17, nil), (2, 0, nil), (1, -1, nil),
            ] as [(Int, Int, Int?)] {
                let found = try await database.read {
                    var order = RevocationOrder()
                    order.handle = StatusHandle(list: list, index: index)
                    return try order.blocks(after: 0, in: $0)
                }
                #expect(found.map(\.range.first) == (first.map { [$0] } ?? []), "\(list).\(index)")
                #expect(found.allSatisfy { $0.client == "cli_robot" && $0.api == Self.api && $0.firstIssuedAt == noon - 9 })
            }
        }
    }

    @Test(arguments: TestDatabase.all) func aBlockIsTakenBackOnce(kind: TestDatabase) async throws {
        try await withClient(kind) { database async throws in
            let range = try await database.write { try Self.reserve(8, in: $0) }
            for time in [noon, noon + 1] {
                try await database.write { try IndexBlocks.markRevoked([range], at: time, in: $0) }
            }
            let times = try await database.read {
                try $0.query("SELECT revoked_at FROM index_blocks", []).map { try $0.optionalInteger("revoked_at") }
            }
            #expect(times == [noon])
        }
    }

    @Test(arguments: TestDatabase.all) func blocksAndChangesOfRetiredListsGoInBatches(kind: TestDatabase) async throws {
        try await withClient(kind) { database async throws in
            try await database.write { db throws in
                let ranges = try [noon, noon, noon, noon + 1].map { try Self.reserve(8, expiringAt: $0, in: db) }
                try StatusChanges.append(ranges: ranges, at: noon, in: db)
            }
            let blocks = try await database.write { db throws in
                try (0..<3).map { _ in try IndexBlocks.deleteRetired(before: noon + 1, limit: 2, in: db) }
            }
            let changes = try await database.write { db throws in
                try (0..<3).map { _ in try StatusChanges.deleteRetired(before: noon + 1, limit: 2, in: db) }
            }
            #expect(blocks == [2, 1, 0])
            #expect(changes == [2, 1, 0])
            #expect(try await database.read { try StatusChanges.after(version: 0, in: $0).map(\.list) } == [2])
        }
    }

    @Test(arguments: TestDatabase.all) func aRangeIsOneChange(kind: TestDatabase) async throws {
        try await withClient(kind) { database async throws in
            let logged = try await database.write { db throws in
                let range = try Self.reserve(8_192, in: db)
                return try StatusChanges.append(
                    ranges: [range, StatusRange(list: 9, first: 0, count: 4)], at: noon, in: db)
            }
            #expect(logged.map(\.version) == [1])
            #expect(logged.map(\.count) == [8_192])
            for (index, isRevoked) in [(0, true), (8_191, true), (8_192, false)] {
                let found = try await database.read {
                    try StatusChanges.isRevoked(StatusHandle(list: 1, index: index), in: $0)
                }
                #expect(found == isRevoked, "\(index)")
            }
        }
    }
}

@Suite struct StatusRangeTests {
    @Test(
        arguments: [
            ([], []),
            ([(1, 0, 8), (1, 8, 8)], [(1, 0, 16)]),
            ([(1, 8, 8), (1, 0, 8)], [(1, 0, 16)]),
            ([(1, 0, 8), (1, 9, 8)], [(1, 0, 8), (1, 9, 8)]),
            ([(1, 0, 8), (2, 8, 8)], [(1, 0, 8), (2, 8, 8)]),
            ([(1, 0, 20), (1, 3, 2), (1, 19, 4)], [(1, 0, 23)]),
            ([(2, 5, 1), (1, 5, 1), (2, 4, 1)], [(1, 5, 1), (2, 4, 2)]),
        ] as [([(Int, Int, Int)], [(Int, Int, Int)])])
    func rangesThatTouchBecomeOne(ranges: [(Int, Int, Int)], merged: [(Int, Int, Int)]) {
        let made = { (rows: [(Int, Int, Int)]) in rows.map { StatusRange(list: $0.0, first: $0.1, count: $0.2) } }
        #expect(StatusRange.merged(made(ranges)) == made(merged))
    }

    @Test(arguments: [
        (1, 0, 8, false), (1, 0, 9, true), (1, 10, 1, true), (1, 15, 5, true), (1, 16, 1, false), (2, 10, 1, false),
    ])
    func anOverlapIsAnIndexInCommon(list: Int, first: Int, count: Int, overlaps: Bool) {
        let range = StatusRange(list: 1, first: 8, count: 8)
        let other = StatusRange(list: list, first: first, count: count)
        #expect(range.overlaps(other) == overlaps)
        #expect(other.overlaps(range) == overlaps)
    }
}
