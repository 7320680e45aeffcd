// A graph of who names whom, with one reason for each arrow, and the circles in it.

/// Arrows between named things.
struct Graph {
    private(set) var arrows: [String: [String: String]] = [:]

    /// Adds an arrow; the first reason given for it is kept.
    mutating func add(from: String, to: String, because reason: String) {
        guard from != to else { return }
        if arrows[from]?[to] == nil { arrows[from, default: [:]][to] = reason }
    }

    /// Pairs that point at each other.
    var pairs: [[String]] {
        arrows.flatMap { from, targets in
            targets.keys.filter { from < $0 && arrows[$0]?[from] != nil }.map { [from, $0] }
        }.sorted { $0[0] < $1[0] }
    }

    /// Groups in which each reaches each other: a shortest circle through the first of each group.
    var circles: [[String]] {
        var found: [[String]] = []
        var seen: Set<String> = []
        for start in arrows.keys.sorted() where !seen.contains(start) {
            guard let circle = shortestCircle(through: start) else { continue }
            found.append(circle)
            let reached = reachable(from: start)
            seen.formUnion(reached.filter { reachable(from: $0).contains(start) })
        }
        return found
    }

    /// A circle with the reason of each arrow, for people.
    func describe(_ circle: [String]) -> String {
        zip(circle, circle.dropFirst() + circle.prefix(1)).map { from, to in
            "\(from) → \(to) (\(arrows[from]?[to] ?? "?"))"
        }.joined(separator: ", ")
    }

    private func reachable(from start: String) -> Set<String> {
        var reached: Set<String> = []
        var waiting = [start]
        while let next = waiting.popLast() {
            for target in arrows[next, default: [:]].keys where reached.insert(target).inserted {
                waiting.append(target)
            }
        }
        return reached
    }

    private func shortestCircle(through start: String) -> [String]? {
        var ways: [[String]] = [[start]]
        var seen: Set<String> = []
        while !ways.isEmpty {
            var longer: [[String]] = []
            for way in ways {
                for next in arrows[way[way.count - 1], default: [:]].keys.sorted() {
                    if next == start { return way }
                    if seen.insert(next).inserted { longer.append(way + [next]) }
                }
            }
            ways = longer
        }
        return nil
    }
}
