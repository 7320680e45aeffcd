// What the stream told lately, so that a list that is fetched meanwhile, or from a slower node, has it too.

internal import Synchronization

/// The newest revocations, of whatever list: bounded in number and in age.
///
/// A document that is on its way when an event comes may be older than the event, and a list that nobody asked for yet may
/// be fetched from a node that has not read the change. So every document is completed from here.
final class RecentChanges: Sendable {
    static let capacity = 4_096
    /// Milliseconds for which a change is kept: a node is behind by a fraction of a second, a cache by its `max-age`.
    static let lifetime = 120_000

    private struct Change {
        let uri: String
        let range: Range<Int>
        let heardAt: Int
    }

    private struct State {
        /// A ring: once it is full, the oldest is overwritten.
        var changes: [Change] = []
        var next = 0
        var overwritten = 0
    }

    private let state = Mutex(State())

    /// Keeps a revocation.
    ///
    /// - Parameter now: milliseconds of the steady clock.
    func add(_ range: Range<Int>, of uri: String, at now: Int) {
        state.withLock { state in
            let change = Change(uri: uri, range: range, heardAt: now)
            if state.changes.count < RecentChanges.capacity {
                state.changes.append(change)
            } else {
                state.changes[state.next] = change
                state.next = (state.next + 1) % RecentChanges.capacity
                state.overwritten += 1
            }
        }
    }

    /// What was told of a list lately.
    func ranges(of uri: String, at now: Int) -> [Range<Int>] {
        state.withLock { state in
            state.changes.filter {
                now - $0.heardAt <= RecentChanges.lifetime && $0.uri.utf8.elementsEqual(uri.utf8)
            }.map(\.range)
        }
    }

    /// Counts up when something was forgotten for want of room.
    var forgotten: Int { state.withLock { $0.overwritten } }
}
