// The two ways of saying what was measured.

enum Report {
    /// One JSON object a line, for programs.
    static func lines(_ results: [Result]) -> String {
        results.map { result in
            "{\"row\":\"\(result.name)\",\"ours_ns\":\(result.ours),\"jwtkit_ns\":\(result.jwtKit),"
                + "\"primitive_ns\":\(result.primitive)}"
        }.joined(separator: "\n")
    }

    /// A table for people: microseconds, what ours costs above the primitive, and how much faster than jwt-kit it is.
    static func table(_ results: [Result]) -> String {
        let head = ["row", "ours µs", "jwt-kit µs", "primitive µs", "over primitive µs", "jwt-kit / ours"]
        let rows = results.map { result in
            [
                result.name, micro(result.ours), micro(result.jwtKit), micro(result.primitive),
                micro(result.ours - result.primitive), hundredths(result.jwtKit * 100 / max(1, result.ours)),
            ]
        }
        return ([head] + rows).map { row in
            row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: max(0, head[column].count - cell.count))
                return column == 0
                    ? cell + String(repeating: " ", count: max(0, 16 - cell.count)) : gap + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func micro(_ nanoseconds: Int) -> String {
        (nanoseconds < 0 ? "-" : "") + hundredths((abs(nanoseconds) + 5) / 10)
    }

    private static func hundredths(_ value: Int) -> String {
        let rest = value % 100
        return "\(value / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
