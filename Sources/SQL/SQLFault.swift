// What can go wrong with a database: one case, and one sentence that says what to do, for each.

/// A failure of the database or of a statement. No case carries a value that was stored or asked for.
package enum SQLFault: Error, Hashable, Sendable {
    /// A row with the same key is already there. Names the columns, like `accounts.username`.
    case uniqueViolation(String)
    /// A rule of the schema other than uniqueness was broken. Says which kind.
    case constraintViolation(String)
    /// Another process held the database for longer than we wait.
    case busy(path: String)
    /// The disk, or the quota, is full.
    case full(path: String)
    /// The file can't be opened or made.
    case cannotOpen(path: String, reason: String)
    /// The file is there but may not be written.
    case readOnly(path: String)
    /// The file is not a database.
    case notADatabase(path: String)
    /// The file is a database, but a damaged one.
    case corrupt(path: String)
    /// The operating system failed to read or write.
    case inputOutput(path: String, code: Int)
    /// The connection can't promise that a commit is on disk when it says so.
    case notDurable(path: String)
    /// The database was closed.
    case closed
    /// A statement was given the wrong number of arguments.
    case argumentCount(expected: Int, given: Int)
    /// A text argument holds the NUL character.
    case textHoldsNUL
    /// A row has no such column.
    case columnMissing(String)
    /// A column holds something else than was expected.
    case columnUnfit(String, expected: String)
    /// The engine refused a statement; what it said holds no values.
    case statementRefused(String)
}

extension SQLFault: CustomStringConvertible {
    /// One sentence for an operator: what went wrong and, where something can be done, what to do.
    package var description: String {
        switch self {
        case .uniqueViolation(let columns):
            "a row with the same \(columns) is already in the database"
        case .constraintViolation(let rule):
            "the database refused a row that breaks one of its rules (\(rule))"
        case .busy(let path):
            "the database \(path) is busy: another process has held it for too long; try again, "
                + "or stop the process that keeps it open"
        case .full(let path):
            "the disk that holds the database \(path) is full: free some space, then try again"
        case .cannotOpen(let path, let reason):
            "the database \(path) can't be opened (\(reason)): check that its folder exists and that this user "
                + "may write there, or choose another data folder"
        case .readOnly(let path):
            "the database \(path) can't be written: give this user write access to the file and its folder"
        case .notADatabase(let path):
            "the file \(path) is not a Tessera database: choose another data folder, or restore a backup there"
        case .corrupt(let path):
            "the database \(path) is damaged: stop the server and restore a backup"
        case .inputOutput(let path, let code):
            "the operating system failed to read or write the database \(path) (SQLite code \(code)): "
                + "check the disk and its log"
        case .notDurable(let path):
            "the database \(path) can't be made to write through to the disk: move it to a local disk"
        case .closed:
            "the database is closed"
        case .argumentCount(let expected, let given):
            "a statement takes \(expected) arguments and was given \(given)"
        case .textHoldsNUL:
            "text with a NUL character can't be stored"
        case .columnMissing(let column):
            "an answer of the database has no column \(column)"
        case .columnUnfit(let column, let expected):
            "the column \(column) doesn't hold what was expected: \(expected)"
        case .statementRefused(let reason):
            "the database refused a statement: \(reason)"
        }
    }
}
