// The `$1` parameters of a statement: which it takes, and the values in the order in which SQLite counts them.

import GRDB
import SQL

/// The parameters of one statement's text.
struct SQLiteParameters {
    /// The numbers of the parameters, each where it first stands: so SQLite counts them, whatever their numbers.
    private(set) var order: [Int] = []
    /// The highest number: how many arguments PostgreSQL would ask for, so that one text means one thing.
    private(set) var count = 0

    /// Reads a statement's text.
    ///
    /// It doesn't know string literals: Records binds every value, and has no `$` in its texts but these.
    init(in sql: String) {
        var number: Int?
        for byte in sql.utf8 {
            if let digits = number {
                if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits < 100_000 {
                    number = digits * 10 + Int(byte - UInt8(ascii: "0"))
                    continue
                }
                note(digits)
                number = nil
            }
            if byte == UInt8(ascii: "$") { number = 0 }
        }
        if let number { note(number) }
    }

    private mutating func note(_ number: Int) {
        guard number > 0, !order.contains(number) else { return }
        order.append(number)
        count = max(count, number)
    }

    /// The arguments in the order of SQLite.
    ///
    /// - Throws: ``SQLFault`` `argumentCount` where there are not as many as the text takes, or `textHoldsNUL`.
    func bound(_ arguments: [SQLValue]) throws -> StatementArguments {
        guard count == arguments.count else {
            throw SQLFault.argumentCount(expected: count, given: arguments.count)
        }
        return StatementArguments(try order.map { try SQLiteParameters.value(arguments[$0 - 1]) })
    }

    private static func value(_ argument: SQLValue) throws -> (any DatabaseValueConvertible)? {
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
