// What every request asks for, kept in memory while nothing of it changes: accounts, APIs, clients, and what they hold.

internal import Records
package import SQL
internal import Synchronization

/// The memory of the directory. It is of one version of the database, and forgets everything when that moves on.
///
/// A change of this process is known before the one who made it is told that it is done. One of another process is known
/// when the change feed has polled, a few times a second; where nobody polls, the version is asked for each time.
///
/// What may never be late, above all whether a token may be made of a grant, is asked in the transaction that makes it
/// (``write(_:)``): it reads the version first, and what is remembered of that very version is what it would read.
package final class Directory: Sendable {
    /// What is remembered, by what was asked.
    enum Question: Hashable, Sendable {
        case account(String)
        case accountScopes(String, api: String)
        case api(String)
        case defaultAPI
        case detailTypes
        case client(String)
        case secrets(client: String)
        case clientScopes(String, api: String)
        case guards(client: String)
    }

    /// Bytes of each of the two generations, by a rough count: when the younger is full, the older goes. So what is asked for
    /// again and again stays, and an account that nobody uses goes. 16 000 answers that say little fill one.
    static let capacity = 16_384 * small

    /// The bytes of an answer that says little, with its question and its place.
    static let small = 400

    fileprivate struct Remembered: Sendable {
        let answer: any Sendable
        let bytes: Int
    }

    private struct State {
        /// The newest version that is known; what is remembered is of it.
        var version: Int?
        var young: [Question: Remembered] = [:]
        var old: [Question: Remembered] = [:]
        /// Of the younger generation.
        var bytes = 0
        /// When somebody last asked the database whether there is a newer version, by the clock that is handed in.
        var polledAt: Int?

        mutating func forget() { (young, old, bytes) = ([:], [:], 0) }

        mutating func put(_ answer: Remembered, for question: Question) {
            if bytes + answer.bytes > Directory.capacity { (old, young, bytes) = (young, [:], 0) }
            bytes += answer.bytes - (young.updateValue(answer, forKey: question)?.bytes ?? 0)
        }
    }

    private let database: any SQLDatabase
    private let state = Mutex(State())

    package init(_ database: any SQLDatabase) { self.database = database }

    /// How many answers are remembered.
    var count: Int { state.withLock { $0.young.count + $0.old.count } }

    /// What they weigh together.
    var bytes: Int {
        state.withLock { ($0.young.values.map(\.bytes) + $0.old.values.map(\.bytes)).reduce(0, +) }
    }

    // MARK: Asking

    /// Looks something up: in memory alone where all of it is there, else in one reading of the database.
    ///
    /// - Parameter now: `nil` where the version is to be asked for, however lately it was.
    func look<T: Sendable>(
        at now: Int?,
        _ body: @escaping @Sendable (DirectoryLook) throws -> T
    ) async throws -> T {
        if let now, let version = trusted(at: now) {
            do {
                return try body(DirectoryLook(directory: self, version: version, database: nil))
            } catch is NotRemembered {}
        }
        return try await read { look, _ in try body(look) }
    }

    /// Looks something up beside other reading. What is remembered is of the very version that the reading sees.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (DirectoryLook, any SQLTransaction) throws -> T
    ) async throws -> T {
        try await database.read { [self] db in
            let version = try DirectoryVersion.newest(in: db)
            return try body(DirectoryLook(directory: self, version: version, database: db), db)
        }
    }

    /// Looks something up in a transaction that writes.
    ///
    /// What the database was asked there is remembered when the write is on disk: before, the version may be one that another
    /// write of the same group made, and that may be undone. What the write changed itself is not remembered.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (DirectoryLook, any SQLTransaction) throws -> T
    ) async throws -> T {
        let (answer, version, heard) = try await database.write { [self] db in
            let (version, heard) = (try DirectoryVersion.newest(in: db), Heard())
            let look = DirectoryLook(directory: self, version: version, database: db, heard: heard)
            let answer = try body(look, db)
            let newest = try DirectoryVersion.newest(in: db)
            return (answer, newest, newest == version ? heard.answers : [])
        }
        note(version)
        for (question, answer) in heard { remember(answer, for: question, of: version) }
        return answer
    }

    /// The version of what is remembered, if it was compared with the database within a second.
    private func trusted(at now: Int) -> Int? {
        state.withLock { state in
            guard let polledAt = state.polledAt, abs(now - polledAt) <= 1 else { return nil }
            return state.version
        }
    }

    fileprivate func remembered(_ question: Question, of version: Int) -> (any Sendable)? {
        state.withLock { state in
            guard state.version == version else { return nil }
            if let found = state.young[question] { return found.answer }
            guard let found = state.old.removeValue(forKey: question) else { return nil }
            state.put(found, for: question)
            return found.answer
        }
    }

    /// Remembers an answer, unless a newer version is known by now.
    fileprivate func remember(_ answer: Remembered, for question: Question, of version: Int) {
        state.withLock { state in
            if let known = state.version, known > version { return }
            if state.version != version {
                state.forget()
                state.version = version
            }
            state.put(answer, for: question)
        }
    }

    // MARK: Hearing of changes

    /// Takes note of a version that was committed.
    func note(_ version: Int) {
        state.withLock { state in
            guard state.version.map({ $0 < version }) ?? true else { return }
            state.forget()
            state.version = version
        }
    }

    /// Takes note of the version that the database has.
    func polled(_ version: Int) {
        note(version)
        state.withLock { state in
            // Another database took its place, or a write was quicker than the poll. The known version stays, so that
            // nothing older is remembered: what can't be told apart is read each time.
            if let known = state.version, known > version { state.forget() }
        }
    }

    /// From a poll on, what is remembered is good for a second without another.
    func trust(at now: Int) { state.withLock { $0.polledAt = now } }
}

/// One look into the directory, at one version.
struct DirectoryLook {
    fileprivate let directory: Directory
    fileprivate let version: Int
    /// `nil` where only memory is to be asked.
    fileprivate let database: (any SQLTransaction)?
    /// Where answers wait to be remembered; `nil` where they need not.
    fileprivate var heard: Heard?

    /// The answer to a question: what is remembered, or what the database says.
    ///
    /// - Parameter bytes: what an answer weighs, where it may say much.
    /// - Throws: ``NotRemembered`` where only memory is to be asked and it doesn't know.
    func answer<T: Sendable>(
        _ question: Directory.Question,
        bytes: (T) -> Int = { _ in Directory.small },
        _ read: (any SQLTransaction) throws -> T?
    ) throws -> T? {
        if let answer = directory.remembered(question, of: version) as? T { return answer }
        guard let database else { throw NotRemembered() }
        // What isn't there isn't remembered: anyone can ask for it under any name.
        guard let answer = try read(database) else { return nil }
        let remembered = Directory.Remembered(answer: answer, bytes: bytes(answer))
        if let heard {
            heard.answers.append((question, remembered))
        } else {
            directory.remember(remembered, for: question, of: version)
        }
        return answer
    }
}

/// What the database answered in a write that is not on disk yet.
private final class Heard {
    var answers: [(question: Directory.Question, answer: Directory.Remembered)] = []
}

/// Memory alone doesn't know.
struct NotRemembered: Error {}

/// The database as the desks see it: when a write is answered, the directory knows what it changed.
struct WatchedDatabase: SQLDatabase {
    let base: any SQLDatabase
    let directory: Directory

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        let (answer, version) = try await base.write { db in
            let answer = try body(db)
            return (answer, try DirectoryVersion.newest(in: db))
        }
        directory.note(version)
        return answer
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await base.read(body)
    }

    func close() throws { try base.close() }
}
