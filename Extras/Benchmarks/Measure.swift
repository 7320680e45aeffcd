// The stopwatch: contestants take turns in short batches, so that whatever else the machine does hits all alike.

/// One of the three that do the same work.
struct Contestant: Sendable {
    /// Does the work so many times.
    let run: @Sendable (Int) async throws -> Void
}

/// One kind of work and the three that do it.
struct Row: Sendable {
    let name: String
    /// Ours, jwt-kit, the bare primitive.
    let contestants: [Contestant]
}

/// What one row cost, in nanoseconds a time.
struct Result: Sendable {
    let name: String
    let ours: Int
    let jwtKit: Int
    let primitive: Int
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
        return zip(rows, rounds).map { row, costs in
            let medians = costs.map { Int(median($0).rounded()) }
            return Result(name: row.name, ours: medians[0], jwtKit: medians[1], primitive: medians[2])
        }
    }

    /// One round: every contestant's median batch. A mean would also count what else ran meanwhile.
    private static func round(of row: Row) async throws -> [Double] {
        let clock = ContinuousClock()
        var costs = row.contestants.map { _ in [Double]() }
        for number in 0..<batches {
            for turn in row.contestants.indices {
                // Each begins as often as the others.
                let turn = (turn + number) % row.contestants.count
                let start = clock.now
                try await row.contestants[turn].run(batch)
                costs[turn].append((clock.now - start) / .nanoseconds(batch))
            }
        }
        return costs.map(median)
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
