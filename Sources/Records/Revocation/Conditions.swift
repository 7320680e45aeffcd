// Conditions of a query that are not always asked, each with its arguments.

import SQL

/// Conditions that must all hold. Each is written with `?` for its arguments; here they get their numbers.
struct Conditions {
    private(set) var sql = ""
    private(set) var arguments: [SQLValue] = []

    init(_ condition: String, _ values: SQLValue...) {
        append(condition, values)
    }

    mutating func add(_ condition: String, _ values: SQLValue...) {
        sql += " AND "
        append(condition, values)
    }

    private mutating func append(_ condition: String, _ values: [SQLValue]) {
        for (place, part) in condition.split(separator: "?", omittingEmptySubsequences: false).enumerated() {
            if place > 0 { sql += "$\(arguments.count + place)" }
            sql += part
        }
        arguments += values
    }
}
