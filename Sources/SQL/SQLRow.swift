// One row of an answer, read by column name and expected type.

/// A row whose columns are read by name; a missing column or a value of the wrong type is an ``SQLFault``.
package struct SQLRow: Sendable {
    private let columns: [String]
    private let values: [SQLValue]

    /// Pairs each name with the value that stands at its place; for drivers.
    ///
    /// - Parameter columns: the names, one array shared by all rows of an answer.
    package init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The whole number in `column`.
    package func integer(_ column: String) throws -> Int {
        guard let value = try optionalInteger(column) else {
            throw SQLFault.columnUnfit(column, expected: "a whole number, not null")
        }
        return value
    }

    /// The text in `column`.
    package func text(_ column: String) throws -> String {
        guard let value = try optionalText(column) else {
            throw SQLFault.columnUnfit(column, expected: "text, not null")
        }
        return value
    }

    /// The whole number in `column`, or nil where it is null.
    package func optionalInteger(_ column: String) throws -> Int? {
        switch try value(column) {
        case .null: return nil
        case .integer(let value): return Int(value)
        case .text: throw SQLFault.columnUnfit(column, expected: "a whole number")
        }
    }

    /// The text in `column`, or nil where it is null.
    package func optionalText(_ column: String) throws -> String? {
        switch try value(column) {
        case .null: return nil
        case .text(let value): return value
        case .integer: throw SQLFault.columnUnfit(column, expected: "text")
        }
    }

    private func value(_ column: String) throws -> SQLValue {
        guard let place = columns.firstIndex(of: column), place < values.count else {
            throw SQLFault.columnMissing(column)
        }
        return values[place]
    }
}
