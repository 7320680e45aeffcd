// What the callers of the sample API have put there: a little, in memory, gone with the process.

internal import Synchronization

/// Entries by caller.
final class Shelf: Sendable {
    struct Entry: Sendable {
        let id: Int
        let text: String
    }

    private static let maximumEntries = 100
    private static let maximumCallers = 1_000

    private struct State {
        var entries: [[UInt8]: [Entry]] = [:]
        var lastID = 0
    }

    private let state = Mutex(State())

    func entries(of subject: String) -> [Entry] {
        state.withLock { $0.entries[Array(subject.utf8)] ?? [] }
    }

    /// Adds an entry. A caller's oldest goes when there are too many; a sample need not remember everything.
    func add(_ text: String, for subject: String) -> Entry {
        state.withLock { state in
            let key = Array(subject.utf8)
            if state.entries[key] == nil, state.entries.count >= Shelf.maximumCallers { state.entries = [:] }
            state.lastID += 1
            let entry = Entry(id: state.lastID, text: text)
            let kept = (state.entries[key] ?? []).suffix(Shelf.maximumEntries - 1)
            state.entries[key] = kept + [entry]
            return entry
        }
    }
}
