// The status lists as they are served: kept in memory, brought up to date by the feed, signed when asked for.

internal import JOSE
package import OAuth
internal import Records
package import SQL

/// Makes the documents, and keeps each until its list changes or it grows old.
///
/// The feed tells what changes, so a list that is known is served without asking the database. It is signed when it is
/// next asked for, and not when it changes: a hundred changes between two requests cost one signature, and a list that
/// nobody asks for costs none, while verifiers that listen need no document at all.
package actor StatusListDocuments {
    private let issuer: Issuer
    private let database: any SQLDatabase
    private let keys: SigningKeys
    private let feed: ChangeFeed
    private let timeToLive: Int
    private let room: Int
    private var kept: [Int: Kept] = [:]
    private var uses = 0
    private var all: (uris: [String], readAt: Int)?

    /// Seconds that a document may be used for; after a quarter of them it is signed again.
    private static let lifetime = 3_600
    /// Seconds after its hour for which a list is served from memory; then the database is asked whether it is still there.
    private static let grace = 3_600
    /// Lists that are kept at most: two kilobytes each, where nothing of them was revoked.
    private static let capacity = 4_096

    private struct Kept {
        /// Up to a little after the last one that is set.
        var bits = StatusBits(count: 0)
        /// The newest change of this list.
        var version = 0
        var hour = 0
        /// `nil` when all that was before is known, and only what comes has to be added.
        var loading: Task<Void, any Error>?
        /// What is being read was overtaken by more than can be added.
        var isOvertaken = false
        var document: StatusListDocument?
        var usedAt = 0

        var weight: Int { bits.bytes.count + (document?.weight ?? 0) }

        /// Bits are only ever set, and versions only grow.
        mutating func add(_ change: StatusChange) {
            let end = min(change.index + change.count, Records.StatusLists.size)
            if end > bits.bytes.count * 8 {
                let room = min(Records.StatusLists.size, max(end, bits.bytes.count * 16))
                bits = StatusBits(count: room).union(bits)
            }
            bits.invalidate(change.index, count: change.count)
            version = max(version, change.version)
        }
    }

    /// - Parameter room: bytes that bits and documents may take together, before those that were not asked for the
    ///   longest are forgotten.
    package init(
        issuer: Issuer,
        database: any SQLDatabase,
        keys: SigningKeys,
        feed: ChangeFeed,
        timeToLive: Int,
        room: Int = 64 << 20
    ) {
        self.issuer = issuer
        self.database = database
        self.keys = keys
        self.feed = feed
        self.timeToLive = timeToLive
        self.room = room
    }

    /// The list of that number.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found` when there is none, or it has retired with its last token;
    ///   `temporarily_unavailable` when it can't be known whether it is the newest; or a fault of the database.
    package func document(of list: Int, at now: Int) async throws -> StatusListDocument {
        try await feed.checkFreshness(at: now)
        if let entry = kept[list], entry.loading == nil, now > entry.hour + StatusListDocuments.grace {
            kept[list] = nil
        }
        // The feed may throw away what was just read, so it is looked at again after each wait.
        while true {
            if let entry = kept[list], entry.loading == nil { return try document(of: list, entry, at: now) }
            try await (kept[list]?.loading ?? load(list)).value
        }
    }

    /// The URIs of all lists that are still served, by number. Read once in a second, however many ask.
    package func uris(at now: Int) async throws -> [String] {
        if let all, all.readAt == now { return all.uris }
        let records = try await database.read { try Records.StatusLists.all(in: $0) }
        let uris = records.map { issuer.statusListURI($0.number) }
        all = (uris, now)
        return uris
    }

    /// Takes in what the feed found.
    func add(_ news: ChangeNews) {
        switch news {
        case .changes(let changes):
            for change in changes { kept[change.list]?.add(change) }
        case .lists(let lists):
            for list in lists { forget(list) }
        case .everything:
            for list in Array(kept.keys) { forget(list) }
        }
    }

    /// It is read anew when it is next asked for, or when what is being read has come.
    private func forget(_ list: Int) {
        if kept[list]?.loading == nil { kept[list] = nil } else { kept[list]?.isOvertaken = true }
    }

    // MARK: Reading

    private struct Reading: Sendable {
        let hour: Int
        let changes: [StatusChange]
    }

    /// Reads a list once for all who ask for it. What the feed tells meanwhile is added to the entry that waits.
    private func load(_ list: Int) -> Task<Void, any Error> {
        let task = Task {
            do {
                let reading = try await database.read { db -> Reading? in
                    guard let record = try Records.StatusLists.find(number: list, in: db) else { return nil }
                    return Reading(hour: record.hour, changes: try StatusChanges.of(list: list, in: db))
                }
                try finish(list, reading)
            } catch {
                kept[list] = nil
                throw error
            }
        }
        kept[list] = Kept(loading: task)
        return task
    }

    private func finish(_ list: Int, _ reading: Reading?) throws {
        guard let reading else {
            throw OAuthRefusal(
                .notFound, "there is no status list \(list); it may have retired with its last token")
        }
        guard var entry = kept[list], !entry.isOvertaken else { return kept[list] = nil }
        entry.hour = reading.hour
        entry.loading = nil
        for change in reading.changes { entry.add(change) }
        kept[list] = entry
    }

    // MARK: Signing

    private func document(of list: Int, _ entry: Kept, at now: Int) throws -> StatusListDocument {
        uses += 1
        kept[list]?.usedAt = uses
        let key = keys.active
        if let old = entry.document, old.version == entry.version, old.keyID == key.keyID,
            now - old.signedAt < StatusListDocuments.lifetime / 4
        {
            return old
        }
        let token = StatusListToken(
            uri: issuer.statusListURI(list),
            bits: StatusBits(count: Records.StatusLists.size).union(entry.bits),
            issuedAt: now,
            expiresAt: now + StatusListDocuments.lifetime,
            timeToLive: timeToLive,
            version: entry.version
        )
        let document = try StatusListDocument(signing: token, of: list, with: key)
        kept[list]?.document = document
        makeRoom()
        return document
    }

    /// Bytes that bits and documents take.
    var weight: Int { kept.values.reduce(0) { $0 + $1.weight } }

    /// Forgets those that were not asked for the longest, down to half, when there are too many.
    private func makeRoom() {
        var weight = weight
        guard weight > room || kept.count > StatusListDocuments.capacity else { return }
        var count = kept.count
        for (list, entry) in kept.sorted(by: { $0.value.usedAt < $1.value.usedAt }) {
            guard weight > room / 2 || count > StatusListDocuments.capacity / 2 else { return }
            guard entry.loading == nil, entry.usedAt != uses else { continue }
            kept[list] = nil
            weight -= entry.weight
            count -= 1
        }
    }
}
