// SQLite's result codes in the words of this house.

import GRDB
import SQL

extension SQLFault {
    /// Runs `body` and turns what SQLite throws into a fault; every other error passes as it is.
    static func translating<T>(path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SQLFault(error, path: path)
        }
    }

    /// The fault for an error of SQLite. Of its message only what holds no values is kept: it names columns,
    /// tables and words of the statement's text, and arguments are never part of that text.
    init(_ error: DatabaseError, path: String) {
        let message = error.message ?? "no reason given"
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            self = .uniqueViolation(Self.columns(in: message))
            return
        default:
            break
        }
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: self = .constraintViolation(message)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_FULL: self = .full(path: path)
        case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, reason: message)
        case .SQLITE_PERM, .SQLITE_AUTH: self = .cannotOpen(path: path, reason: message)
        case .SQLITE_READONLY: self = .readOnly(path: path)
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CORRUPT: self = .corrupt(path: path)
        case .SQLITE_IOERR:
            self = .inputOutput(path: path, code: Int(error.extendedResultCode.rawValue))
        case .SQLITE_MISUSE where DatabaseError.closedMessages.contains(message): self = .closed
        default: self = .statementRefused(message)
        }
    }

    /// "UNIQUE constraint failed: a.x, a.y" → "a.x, a.y".
    private static func columns(in message: String) -> String {
        guard let colon = message.firstIndex(of: ":") else { return "key" }
        return String(message[message.index(after: colon)...].drop { $0 == " " })
    }
}

extension DatabaseError {
    /// What GRDB, and SQLite itself, say with code MISUSE when a closed connection is used. (SQLite has no
    /// connection to ask for the words by then; real want of memory has a code of its own.)
    fileprivate static let closedMessages: Set<String> = ["Connection is closed", "out of memory"]
}
