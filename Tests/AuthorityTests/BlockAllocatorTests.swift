// Handing out from blocks: each index once, whoever asks at the same time, and nothing from what was revoked.

import Records
import Support
import Synchronization
import Testing

@testable import Authority

@Suite("BlockAllocator", .timeLimit(.minutes(8)))
struct BlockAllocatorTests {
    static let now = TestAuthority.now
    static let key = BlockAllocator.Key(client: "cli_a", api: "urn:api", hour: now + 3_600)

    /// Reserves in memory: list 1, in order.
    private final class Reserver: Sendable {
        let sizes = Mutex<[Int]>([])

        func reserve(_ count: Int) -> StatusRange {
            sizes.withLock { sizes in
                let first = sizes.reduce(0, +)
                sizes.append(count)
                return StatusRange(list: 1, first: first, count: count)
            }
        }
    }

    @Test("blocks begin small and double up to the largest; each index is given once and in order")
    func doubling() async throws {
        let (allocator, reserver) = (BlockAllocator(), Reserver())
        var indexes: [Int] = []
        for _ in 0..<40_000 {
            indexes.append(try await allocator.next(Self.key, at: Self.now, reserve: reserver.reserve).index)
        }
        #expect(indexes == Array(0..<40_000))
        #expect(reserver.sizes.withLock { $0 } == (3...12).map { 1 << $0 } + [8_192, 8_192, 8_192, 8_192])
    }

    @Test("a thousand who ask at once make no more reservations than one after another would")
    func crowd() async throws {
        let (allocator, reserver) = (BlockAllocator(), Reserver())
        let indexes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<1_000 {
                group.addTask {
                    try await allocator.next(Self.key, at: Self.now) { count in
                        await Task.yield()
                        return reserver.reserve(count)
                    }.index
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(indexes == Set(0..<1_000))
        #expect(reserver.sizes.withLock { $0 } == [8, 16, 32, 64, 128, 256, 512])
    }

    @Test("each client, API and hour has blocks of its own")
    func keys() async throws {
        let (allocator, reserver) = (BlockAllocator(), Reserver())
        let keys = [
            Self.key, .init(client: "cli_b", api: "urn:api", hour: Self.key.hour),
            .init(client: "cli_a", api: "urn:other", hour: Self.key.hour),
            .init(client: "cli_a", api: "urn:api", hour: Self.key.hour + 3_600),
        ]
        var indexes: [Int] = []
        for key in keys + keys { indexes.append(try await allocator.next(key, at: Self.now, reserve: reserver.reserve).index) }
        #expect(indexes == [0, 8, 16, 24, 1, 9, 17, 25])
    }

    @Test(
        "a revocation of what is not handed out yet ends the block; one of what is handed out does not",
        arguments: [
            (1, 0, 2, 2), (1, 0, 3, 8), (1, 7, 1, 8), (1, 4, 1, 8), (1, 8, 100, 2), (2, 0, 100, 2), (1, 0, 1 << 20, 8),
        ])
    func discard(list: Int, first: Int, count: Int, next: Int) async throws {
        let (allocator, reserver) = (BlockAllocator(), Reserver())
        for _ in 0..<2 { _ = try await allocator.next(Self.key, at: Self.now, reserve: reserver.reserve) }
        allocator.discard([StatusRange(list: list, first: first, count: count)])
        #expect(try await allocator.next(Self.key, at: Self.now, reserve: reserver.reserve).index == next)
    }

    @Test("a block that is revoked between its commit and its arrival is not handed out")
    func revokedOnTheWay() async throws {
        let (allocator, reserver) = (BlockAllocator(), Reserver())
        let handle = try await allocator.next(Self.key, at: Self.now) { count in
            let range = reserver.reserve(count)
            if range.first == 0 { allocator.discard([range]) }
            return range
        }
        #expect(handle.index == 8)
    }

    @Test("a failure is told to all who wait, and the next one tries again")
    func failure() async throws {
        struct Full: Error {}
        let (allocator, reserver) = (BlockAllocator(), Reserver())
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await allocator.next(Self.key, at: Self.now) { _ in
                            await Task.yield()
                            throw Full()
                        }
                        return false
                    } catch { return error is Full }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 20)
        #expect(try await allocator.next(Self.key, at: Self.now, reserve: reserver.reserve).index == 0)
    }

    @Test("keys whose hour is over are forgotten, and there are never more than so many")
    func bounded() async throws {
        let (allocator, reserver) = (BlockAllocator(), Reserver())
        for number in 0..<50 {
            let key = BlockAllocator.Key(client: "cli_\(number)", api: "urn:api", hour: Self.now)
            _ = try await allocator.next(key, at: Self.now, reserve: reserver.reserve)
        }
        #expect(allocator.count == 50)
        _ = try await allocator.next(Self.key, at: Self.now + 1, reserve: reserver.reserve)
        #expect(allocator.count == 1)
        for number in 0..<BlockAllocator.capacity + 10 {
            let key = BlockAllocator.Key(client: "cli_\(number)", api: "urn:api", hour: Self.now + 3_600)
            _ = try await allocator.next(key, at: Self.now) { StatusRange(list: 2, first: number * 8, count: $0) }
        }
        #expect(allocator.count == BlockAllocator.capacity)
    }
}
