// The status lists that this process keeps of one issuer, and what the stream does to them.

internal import Synchronization

/// A list in memory, and the document that it is read from.
final class KeptList: Sendable {
    let list: StatusList
    let document: RemoteDocument<ListEdition>

    init(list: StatusList, document: RemoteDocument<ListEdition>) {
        self.list = list
        self.document = document
    }
}

/// The lists of one issuer, by URI.
final class StatusListCache: Sendable {
    /// More lists than a verifier meets; a usual one takes 128 KiB.
    static let maximumCount = 512

    typealias Make = @Sendable (_ uri: String, _ recent: RecentChanges) -> KeptList

    private let make: Make
    private let recent = RecentChanges()
    /// The URIs are printable ASCII, so that equal strings are equal bytes.
    private let lists = Mutex<[String: KeptList]>([:])

    init(make: @escaping Make) { self.make = make }

    /// The list at a URI, which nobody may have fetched yet.
    func list(_ uri: String, at now: Int) -> KeptList {
        lists.withLock { lists in
            if let known = lists[uri] { return known }
            if lists.count >= StatusListCache.maximumCount { StatusListCache.makeRoom(in: &lists, at: now) }
            let list = make(uri, recent)
            lists[uri] = list
            return list
        }
    }

    /// Notes what the stream told of one list.
    func revoke(_ range: Range<Int>, of uri: String) {
        // Kept first: a document that arrives between the two is completed from there.
        recent.add(range, of: uri, at: SteadyClock.milliseconds())
        lists.withLock { $0[uri] }?.list.revoke(range)
    }

    /// One list is to be fetched again before it is believed.
    func expire(_ uri: String) {
        if let kept = lists.withLock({ $0[uri] }) { StatusListCache.expire(kept, goingBack: false) }
    }

    /// Every list is to be fetched again before it is believed.
    func expireAll(goingBack: Bool = false) {
        for kept in lists.withLock({ Array($0.values) }) {
            StatusListCache.expire(kept, goingBack: goingBack)
        }
    }

    /// When the list was read that was not read for longest; `nil` where none was.
    var oldest: Int? {
        lists.withLock { lists in lists.values.map(\.list.fetchedAt).filter { $0 > 0 }.min() }
    }

    private static func expire(_ kept: KeptList, goingBack: Bool) {
        kept.list.expire(goingBack: goingBack)
        kept.document.expire()
    }

    /// Forgets the lists that have run out; where none has, the one that was read longest ago. Whoever still holds one of
    /// them polls it, because the stream does not find it any more.
    private static func makeRoom(in lists: inout [String: KeptList], at now: Int) {
        let spent = lists.filter { $0.value.document.isSpent(at: now) }
        for (uri, kept) in spent { forget(uri, kept, in: &lists) }
        guard lists.count >= maximumCount else { return }
        let oldest = lists.min { $0.value.list.fetchedAt < $1.value.list.fetchedAt }
        if let oldest { forget(oldest.key, oldest.value, in: &lists) }
    }

    private static func forget(_ uri: String, _ kept: KeptList, in lists: inout [String: KeptList]) {
        kept.list.forget()
        lists[uri] = nil
    }
}
