// The stopwatch: contestants take turns in short batches, so that whatever else the machine does hits all alike.

import Allocations

/// One of those that do the same work.
struct Contestant: Sendable {
    /// Does the work so many times.
    let run: @Sendable (Int) async throws -> Void
}

/// One kind of work and those that do it.
struct Row: Sendable {
    let name: String
    let ours: Contestant
    /// `nil` where the peer does not do this work.
    var jwtKit: Contestant?
    /// swift-crypto alone.
    var primitive: Contestant?
    /// Our whole path with the primitive's verdict substituted: what we add, without the primitive's noise.
    var overhead: Contestant?
    /// Ours with a token that has no status.
    var bare: Contestant?

    var contestants: [(Figure, Contestant)] {
        [(.ours, ours)]
            + [(.jwtKit, jwtKit), (.primitive, primitive), (.overhead, overhead), (.bare, bare)].compactMap {
                figure, contestant in contestant.map { (figure, $0) }
            }
    }
}

/// What is measured of a row.
enum Figure: String, Sendable {
    case ours = "ours_ns"
    case jwtKit = "jwtkit_ns"
    case primitive = "primitive_ns"
    case overhead = "overhead_ns"
    case bare = "without_status_ns"
}

/// What one row cost, in nanoseconds a time, and how often ours asked for memory.
struct Result: Sendable {
    let name: String
    let cost: [Figure: Int]
    /// A time; `nil` where this system's allocator can't be watched.
    let allocations: Int?
}

enum Measure {
    private static let rounds = 9
    private static let batches = 40
    private static let batch = 16

    /// Measures every row in every round; of each contestant the median of its rounds counts.
    ///
    /// It runs off the main actor, where calling jwt-kit's actor costs no change of threads.
    @concurrent
    static func all(_ rows: [Row]) async throws -> [Result] {
        for row in rows { _ = try await round(of: row) }  // the warm-up
        var rounds = rows.map { row in row.contestants.map { _ in [Double]() } }
        for _ in 0..<Measure.rounds {
            for (place, row) in rows.enumerated() {
                for (turn, cost) in try await round(of: row).enumerated() { rounds[place][turn].append(cost) }
            }
        }
        var results: [Result] = []
        for (row, costs) in zip(rows, rounds) {
            let medians = zip(row.contestants, costs).map { ($0.0, Int(median($1).rounded())) }
            results.append(
                Result(
                    name: row.name,
                    cost: Dictionary(uniqueKeysWithValues: medians),
                    allocations: try await allocations(of: row.ours)
                )
            )
        }
        return results
    }

    /// Repeats our own share of each row for three seconds, and says the quickest batch.
    @concurrent
    static func profile(_ rows: [Row]) async throws {
        let clock = ContinuousClock()
        for row in rows {
            let share = row.overhead ?? row.ours
            let end = clock.now + .seconds(3)
            var quickest = Double.infinity
            while clock.now < end {
                let start = clock.now
                try await share.run(1_000)
                quickest = min(quickest, (clock.now - start) / .nanoseconds(1_000))
            }
            print("\(row.name): \(Int(quickest)) ns at the quickest")
        }
    }

    /// One round: every contestant's median batch. A mean would also count what else ran meanwhile.
    private static func round(of row: Row) async throws -> [Double] {
        let clock = ContinuousClock()
        let contestants = row.contestants
        var costs = contestants.map { _ in [Double]() }
        for number in 0..<batches {
            for turn in contestants.indices {
                // Each begins as often as the others.
                let turn = (turn + number) % contestants.count
                let (figure, contestant) = contestants[turn]
                // Our share is so short that in a small batch it would mostly be measured how cold the primitive of the
                // contestant before it left the caches.
                let times = figure == .overhead ? batch * 16 : batch
                let start = clock.now
                try await contestant.run(times)
                costs[turn].append((clock.now - start) / .nanoseconds(times))
            }
        }
        return costs.map(median)
    }

    private static func allocations(of contestant: Contestant) async throws -> Int? {
        guard allocations_are_counted() != 0 else { return nil }
        allocations_start()
        try await contestant.run(batch * 10)
        return Int((Double(allocations_stop()) / Double(batch * 10)).rounded())
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
