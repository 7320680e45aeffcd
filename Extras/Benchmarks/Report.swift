// The two ways of saying what was measured.

enum Report {
    /// One JSON object a line, for programs; a figure that does not exist is left out.
    static func lines(_ results: [Result]) -> String {
        let figures: [Figure] = [.ours, .jwtKit, .primitive, .overhead, .bare]
        return results.map { result in
            let costs = figures.compactMap { figure in
                result.cost[figure].map { ",\"\(figure.rawValue)\":\($0)" }
            }
            let allocations = result.allocations.map { ",\"allocations\":\($0)" } ?? ""
            return "{\"row\":\"\(result.name)\"" + costs.joined() + allocations + "}"
        }.joined(separator: "\n")
    }

    /// A table for people: microseconds, what ours adds to the primitive, how much faster than jwt-kit it is, and how
    /// often it asks for memory.
    static func table(_ results: [Result]) -> String {
        let head = [
            "row", "ours µs", "jwt-kit µs", "primitive µs", "our share µs", "no status µs", "jwt-kit / ours",
            "allocations",
        ]
        let rows = results.map { result in
            let ratio = result.cost[.jwtKit].flatMap { peer in
                result.cost[.ours].map { hundredths(peer * 100 / max(1, $0)) }
            }
            return [
                result.name, micro(result.cost[.ours]), micro(result.cost[.jwtKit]),
                micro(result.cost[.primitive]), micro(result.cost[.overhead]),
                micro(result.cost[.bare]), ratio ?? "–", result.allocations.map(String.init) ?? "–",
            ]
        }
        return ([head] + rows).map { row in
            row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: max(0, head[column].count - cell.count))
                return column == 0
                    ? cell + String(repeating: " ", count: max(0, 18 - cell.count)) : gap + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func micro(_ nanoseconds: Int?) -> String {
        nanoseconds.map { hundredths(($0 + 5) / 10) } ?? "–"
    }

    private static func hundredths(_ value: Int) -> String {
        let rest = value % 100
        return "\(value / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
