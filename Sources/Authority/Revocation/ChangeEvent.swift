// What there is to tell of the status lists: once to the rooms of this process, and once to whoever listens.

package import Records

/// What the feed found in the change log, for the rooms that keep lists and blocks in memory.
package enum ChangeNews: Sendable {
    /// Changes, oldest first, each told once and none left out.
    case changes([StatusChange])
    /// More changes than are worth telling one by one: these lists are to be read again.
    case lists([Int])
    /// The log went back, because an older database was put in its place: everything is to be read again.
    case everything
}

/// One event of the stream of changes.
package struct ChangeEvent: Hashable, Sendable {
    /// What a listener who comes back with this number has not missed.
    package let version: Int
    package let kind: Kind

    package enum Kind: Hashable, Sendable {
        /// Nothing but where the log stands: the first event, and the heartbeat.
        case version
        /// Indexes of a list were revoked.
        case revoked(list: Int, index: Int, count: Int)
        /// A list is to be fetched again.
        case resync(list: Int)
        /// Every list is to be fetched again.
        case resyncAll
        /// The keys are to be fetched again.
        case keys
    }

    package init(_ version: Int, _ kind: Kind) {
        self.version = version
        self.kind = kind
    }

    init(_ change: StatusChange) {
        self.init(
            change.version, .revoked(list: change.list, index: change.index, count: change.count))
    }

    /// Lists to be fetched again. Only the last event says the new version: whoever is cut off before it begins
    /// where they were.
    static func resyncs(of lists: [Int], from old: Int, to new: Int) -> [ChangeEvent] {
        lists.map { ChangeEvent(old, .resync(list: $0)) } + [ChangeEvent(new, .version)]
    }
}
