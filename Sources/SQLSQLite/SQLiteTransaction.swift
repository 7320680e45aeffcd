// Statements on one SQLite connection: prepared once, bound by number, answered in portable values.

import GRDB
import SQL

/// A transaction on a connection. It lives no longer than the closure that it is handed to.
struct SQLiteTransaction: SQLTransaction {
    let connection: Database
    /// What faults call the database.
    let path: String

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try SQLFault.translating(path: path) {
            // `changesCount` keeps its old value over statements that change no row, such as CREATE.
            let before = connection.totalChangesCount
            try prepared(sql, arguments).execute()
            return connection.totalChangesCount == before ? 0 : connection.changesCount
        }
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try SQLFault.translating(path: path) {
            let statement = try prepared(sql, arguments)
            let columns = statement.columnNames
            var answer: [SQLRow] = []
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                answer.append(
                    SQLRow(
                        columns: columns,
                        values: try columns.indices.map { try Self.value(row, $0, columns[$0]) })
                )
            }
            return answer
        }
    }

    /// The statement from the connection's cache with its arguments: SQLite counts parameters by first appearance, so
    /// `$2 … $1` bound as they come would swap them.
    private func prepared(_ sql: String, _ arguments: [SQLValue]) throws -> Statement {
        let bound = try SQLiteParameters(in: sql).bound(arguments)
        let statement = try connection.cachedStatement(sql: sql)
        if !arguments.isEmpty { try statement.setArguments(bound) }
        return statement
    }

    private static func value(_ row: Row, _ place: Int, _ column: String) throws -> SQLValue {
        let value: DatabaseValue = row[place]
        switch value.storage {
        case .null: return .null
        case .int64(let number): return .integer(number)
        case .string(let text): return .text(text)
        case .double, .blob: throw SQLFault.columnUnfit(column, expected: "null, a whole number or text")
        }
    }
}
