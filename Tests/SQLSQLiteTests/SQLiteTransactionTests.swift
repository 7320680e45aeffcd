// Statements: what is bound, what comes back, what is counted, and what is refused.

import SQL
import SQLSQLite
import Testing

@Suite struct SQLiteTransactionTests {
    @Test(arguments: [
        SQLValue.null, 0, -1, .integer(.max), .integer(.min), "", "a", "caf\u{e9}", "cafe\u{301}", "'; --",
        "$1",
    ])
    func whatIsStoredComesBack(value: SQLValue) async throws {
        let row = try await inTransaction { db in
            try db.execute("CREATE TABLE t (number BIGINT, words TEXT)")
            let column = if case .text = value { "words" } else { "number" }
            _ = try db.execute("INSERT INTO t (\(column)) VALUES ($1)", [value])
            return try db.query("SELECT number, words FROM t").first
        }
        switch value {
        case .null: #expect(try row?.optionalInteger("number") == nil && row?.optionalText("words") == nil)
        case .integer(let number): #expect(try row?.integer("number") == Int(number))
        case .text(let text): #expect(try row.map { Array(try $0.text("words").utf8) } == Array(text.utf8))
        }
    }

    @Test func argumentsAreBoundByNumberNotByPlace() async throws {
        let row = try await inTransaction {
            try $0.query("SELECT $2 AS b, $1 AS a, $2 AS again", ["one", "two"]).first
        }
        #expect(try row?.text("a") == "one")
        #expect(try row?.text("b") == "two")
        #expect(try row?.text("again") == "two")
    }

    @Test func tenArgumentsAreNotOneAndNought() async throws {
        let values = (1...10).map { SQLValue($0) }
        let row = try await inTransaction {
            try $0.query("SELECT $10 AS j, $1 AS a, $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 AS rest", values)
                .first
        }
        #expect(try row?.integer("j") == 10)
        #expect(try row?.integer("a") == 1)
        #expect(try row?.integer("rest") == 44)
    }

    @Test(
        arguments: [
            ("SELECT $1 AS a", [], 1), ("SELECT $1 AS a", [1, 2], 1), ("SELECT 1 AS a", [1], 0),
            ("SELECT $2 AS a", [1], 2),
        ] as [(String, [SQLValue], Int)])
    func theNumberOfArgumentsMustFit(sql: String, arguments: [SQLValue], expected: Int) async throws {
        let fault = SQLFault.argumentCount(expected: expected, given: arguments.count)
        await #expect(throws: fault) { try await inTransaction { try $0.query(sql, arguments).count } }
    }

    @Test func textWithNULIsRefusedNotCut() async throws {
        await #expect(throws: SQLFault.textHoldsNUL) {
            try await inTransaction { try $0.query("SELECT $1 AS a", ["admin\u{0}x"]).count }
        }
    }

    @Test func rowsAreCounted() async throws {
        let counts = try await inTransaction { db in
            [
                try db.execute("CREATE TABLE t (n BIGINT PRIMARY KEY)"),
                try db.execute("INSERT INTO t (n) VALUES (1), (2), (3)"),
                try db.execute("CREATE TABLE u (n BIGINT)"),
                try db.execute("UPDATE t SET n = n + 10 WHERE n > $1", [1]),
                try db.execute("INSERT INTO t (n) VALUES (1) ON CONFLICT (n) DO NOTHING"),
                try db.execute("DELETE FROM t WHERE n = $1", [99]),
                try db.execute("DELETE FROM t"),
            ]
        }
        #expect(counts == [0, 3, 0, 2, 0, 0, 3])
    }

    @Test func aPreparedStatementKeepsNoArguments() async throws {
        let answers = try await inTransaction { db in
            try (1...3).map { try db.query("SELECT $1 AS n", [SQLValue($0)]).first?.integer("n") }
        }
        #expect(answers == [1, 2, 3])
    }

    @Test(
        arguments: [
            ("SELECT missing FROM nowhere", SQLFault.statementRefused("no such table: nowhere")),
            ("CREATE TABLE a (n BIGINT); CREATE TABLE b (n BIGINT)", nil),
            ("", nil),
            ("SELECT 1.5 AS a", .columnUnfit("a", expected: "null, a whole number or text")),
            ("SELECT x'00' AS a", .columnUnfit("a", expected: "null, a whole number or text")),
        ] as [(String, SQLFault?)])
    func statementsThatAreRefused(sql: String, fault: SQLFault?) async throws {
        let thrown = await #expect(throws: SQLFault.self) {
            try await inTransaction { try $0.query(sql).count }
        }
        if let fault { #expect(thrown == fault) }
    }

    @Test func columnsAreReadByNameAndType() async throws {
        let row = try #require(
            try await inTransaction { try $0.query("SELECT 1 AS n, 'x' AS t, NULL AS none").first }
        )
        #expect(throws: SQLFault.columnMissing("m")) { try row.integer("m") }
        #expect(throws: SQLFault.columnUnfit("t", expected: "a whole number")) { try row.integer("t") }
        #expect(throws: SQLFault.columnUnfit("n", expected: "text")) { try row.optionalText("n") }
        #expect(throws: SQLFault.columnUnfit("none", expected: "text, not null")) { try row.text("none") }
        #expect(try row.optionalInteger("none") == nil)
    }

    private func inTransaction<T: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> T
    ) async throws -> T {
        let database = try SQLiteDatabase.inMemory()
        return try await database.write(body)
    }
}
