// Status lists: handles given once, lists that end by themselves, and a log whose order is the order of commits.

import Records
import SQL
import Support
import Testing

@Suite struct StatusListTests {
    @Test(arguments: [(0, 0), (1, 3_600), (3_599, 3_600), (3_600, 3_600), (3_601, 7_200), (noon, noon)])
    func anExpiryBelongsToTheHourThatEndsIt(time: Int, hour: Int) throws {
        #expect(try StatusLists.hour(of: time) == hour)
    }

    @Test(arguments: [-1, Int.min, Int.max, StatusLists.latestExpiry + 1])
    func anExpiryOutOfTheWorldIsRefused(time: Int) {
        #expect(throws: StatusListFault.expiryOutOfRange) { try StatusLists.hour(of: time) }
    }

    @Test(arguments: TestDatabase.all) func indexesGoInOrderAndListsByHour(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            var handles: [StatusHandle] = []
            for expiry in [noon, noon - 1, noon + 1, noon, noon + 3_600] {
                handles.append(
                    try await database.write { try StatusLists.allocate(expiringAt: expiry, in: $0) })
            }
            let expected = [(1, 0), (1, 1), (2, 0), (1, 2), (2, 1)].map {
                StatusHandle(list: $0.0, index: $0.1)
            }
            #expect(handles == expected)
            let lists = try await database.read { try StatusLists.all(in: $0) }
            #expect(lists.map(\.hour) == [noon, noon + 3_600])
            #expect(lists.map(\.nextIndex) == [3, 2])
        }
    }

    @Test(arguments: TestDatabase.all) func fiftyTasksGetFiftyHandles(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            let handles = try await withThrowingTaskGroup(of: StatusHandle.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await database.write { try StatusLists.allocate(expiringAt: noon, in: $0) }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(handles == Set((0..<50).map { StatusHandle(list: 1, index: $0) }))
        }
    }

    @Test(arguments: TestDatabase.all) func aFullListGetsASuccessor(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            _ = try await database.write { db throws in
                _ = try StatusLists.allocate(expiringAt: noon, in: db)
                try db.execute("UPDATE status_lists SET next_index = 1048575")
            }
            var handles: [StatusHandle] = []
            for _ in 0..<3 {
                handles.append(
                    try await database.write { try StatusLists.allocate(expiringAt: noon, in: $0) })
            }
            let expected = [(1, StatusLists.size - 1), (2, 0), (2, 1)]
            #expect(handles == expected.map { StatusHandle(list: $0.0, index: $0.1) })
        }
    }

    @Test(arguments: TestDatabase.all) func aDeletedListsNumberNeverComesBack(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            try await database.write { db throws in
                let old = try StatusLists.allocate(expiringAt: noon, in: db)
                let young = try StatusLists.allocate(expiringAt: noon + 3_600, in: db)
                try StatusChanges.append(handles: [old, young], at: noon, in: db)
            }
            #expect(try await database.write { try StatusLists.deleteRetired(before: noon, in: $0) } == [])
            #expect(
                try await database.write { try StatusLists.deleteRetired(before: noon + 1, in: $0) } == [1])
            let next = try await database.write { try StatusLists.allocate(expiringAt: noon, in: $0) }
            #expect(next == StatusHandle(list: 3, index: 0))
            try await database.read { db throws in
                #expect(try StatusChanges.after(version: 0, in: db).map(\.list) == [2])
                #expect(try StatusChanges.newestVersion(in: db) == 2)
                #expect(try StatusLists.find(number: 1, in: db) == nil)
                #expect(try StatusLists.find(number: 2, in: db)?.hour == noon + 3_600)
            }
        }
    }

    @Test(arguments: TestDatabase.all) func theLogGrowsByCommits(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            #expect(try await database.read { try StatusChanges.newestVersion(in: $0) } == 0)
            _ = try await database.write { try StatusLists.allocate(expiringAt: noon, in: $0) }
            _ = try await database.write { try StatusLists.allocate(expiringAt: noon + 1, in: $0) }
            let first = try await database.write { db throws in
                try StatusChanges.append(
                    handles: [.init(list: 1, index: 7), .init(list: 2, index: 5)], at: noon + 1, in: db
                )
            }
            _ = try await database.write {
                try StatusChanges.append(handles: [.init(list: 1, index: 3)], at: noon + 2, in: $0)
            }
            #expect(first.map(\.version) == [1, 2])
            try await database.read { db throws in
                let all = try StatusChanges.after(version: 0, in: db)
                #expect(all.map(\.version) == [1, 2, 3])
                #expect(all.map(\.index) == [7, 5, 3])
                #expect(all.map(\.count) == [1, 1, 1])
                #expect(all.map(\.changedAt) == [noon + 1, noon + 1, noon + 2])
                #expect(try StatusChanges.after(version: 2, in: db).map(\.version) == [3])
                #expect(try StatusChanges.of(list: 1, in: db).map(\.index) == [7, 3])
                #expect(try StatusChanges.of(list: 1, after: 1, in: db).map(\.index) == [3])
                #expect(try StatusChanges.newestVersion(in: db) == 3)
            }
        }
    }

    @Test(arguments: TestDatabase.all) func aRevocationThatIsRolledBackTakesNoVersion(kind: TestDatabase)
        async throws
    {
        struct Refused: Error {}
        try await withRecords(kind) { database in
            _ = try await database.write { try StatusLists.allocate(expiringAt: noon, in: $0) }
            await #expect(throws: Refused.self) {
                try await database.write { db throws in
                    try StatusChanges.append(handles: [.init(list: 1, index: 0)], at: noon, in: db)
                    throw Refused()
                }
            }
            #expect(try await database.read { try StatusChanges.newestVersion(in: $0) } == 0)
            #expect(try await database.read { try StatusChanges.after(version: 0, in: $0) } == [])
        }
    }

    @Test(arguments: TestDatabase.all) func aHandleOfADeletedListIsPassedOver(kind: TestDatabase) async throws {
        try await withRecords(kind) { database in
            _ = try await database.write { try StatusLists.allocate(expiringAt: noon, in: $0) }
            let logged = try await database.write { db throws in
                try StatusChanges.append(
                    handles: [.init(list: 9, index: 0), .init(list: 1, index: 0)], at: noon, in: db
                )
            }
            #expect(logged.map(\.list) == [1])
            #expect(logged.map(\.version) == [1])
        }
    }

    @Test(arguments: TestDatabase.all) func anIndexOutsideOfAListIsNoRevocation(kind: TestDatabase)
        async throws
    {
        try await withRecords(kind) { database in
            _ = try await database.write { try StatusLists.allocate(expiringAt: noon, in: $0) }
            for index in [-1, StatusLists.size, Int.max] {
                await #expect(throws: SQLFault.self, "\(index)") {
                    try await database.write {
                        try StatusChanges.append(handles: [.init(list: 1, index: index)], at: noon, in: $0)
                    }
                }
            }
        }
    }
}
