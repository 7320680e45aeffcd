// The `$1` parameters of a statement: how many it takes, and the values by the names that SQLite knows.

import GRDB
import SQL

enum SQLiteParameters {
    /// The highest `$n` in `sql`: how many arguments PostgreSQL would ask for, so that one text means one thing.
    ///
    /// It doesn't know string literals: Records binds every value, and has no `$` in its texts but these.
    static func count(in sql: String) -> Int {
        var highest = 0
        var number: Int?
        for byte in sql.utf8 {
            if byte == UInt8(ascii: "$") {
                number = 0
            } else if let digits = number, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte),
                digits < 100_000
            {
                let longer = digits * 10 + Int(byte - UInt8(ascii: "0"))
                number = longer
                highest = max(highest, longer)
            } else {
                number = nil
            }
        }
        return highest
    }

    /// The arguments under the names "1", "2", ….
    static func named(_ arguments: [SQLValue]) throws -> [String: (any DatabaseValueConvertible)?] {
        var named: [String: (any DatabaseValueConvertible)?] = [:]
        named.reserveCapacity(arguments.count)
        for (place, argument) in arguments.enumerated() {
            named.updateValue(try bound(argument), forKey: String(place + 1))
        }
        return named
    }

    private static func bound(_ argument: SQLValue) throws -> (any DatabaseValueConvertible)? {
        switch argument {
        case .null: return nil
        case .integer(let number): return number
        case .text(let text):
            // SQLite would store it and give back what stands before the NUL; PostgreSQL refuses it.
            guard !text.utf8.contains(0) else { throw SQLFault.textHoldsNUL }
            return text
        }
    }
}
