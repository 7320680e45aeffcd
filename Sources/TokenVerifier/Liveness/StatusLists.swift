// Whether a token was taken back: a look at the issuer's status list, which is kept in memory.

internal import JOSE
internal import Logging
internal import OAuth

/// Where a token's status stands: a place in a list that this process keeps.
struct StatusPlace: Sendable {
    let kept: KeptList
    let index: Int
}

/// The status lists of one issuer, and the stream that says what changes in them.
final class StatusLists: Sendable {
    /// An index beyond its list may be newer than what is known of the list: asked at most this often.
    private static let renewInterval = 30

    private let issuer: Issuer
    private let isRequired: Bool
    private let unavailable: StatusUnavailable
    private let lists: StatusListCache
    private let feed: RevocationFeed
    private let stream: StreamState
    private let gauges: IssuerGauges

    /// - Parameters:
    ///   - isRequired: whether a token without a status is refused.
    ///   - unavailable: what to do while a list can't be had.
    init(
        issuer: Issuer,
        keys: IssuerKeys,
        leeway: Int,
        isRequired: Bool,
        unavailable: StatusUnavailable,
        means: VerifierMeans
    ) {
        self.issuer = issuer
        self.isRequired = isRequired
        self.unavailable = unavailable
        let lists = StatusListCache { uri, recent in
            StatusLists.kept(uri, recent, keys: keys, leeway: leeway, means: means)
        }
        self.lists = lists
        feed = RevocationFeed(
            follower: StreamFollower(issuer: issuer, keys: keys, lists: lists, means: means))
        stream = feed.state
        gauges = means.metrics.gauges(of: issuer.value)
    }

    private static func kept(
        _ uri: String,
        _ recent: RecentChanges,
        keys: IssuerKeys,
        leeway: Int,
        means: VerifierMeans
    ) -> KeptList {
        let list = StatusList(uri: uri)
        let reading = StatusListReading(
            list: list, keys: keys, fetch: means.fetch, leeway: leeway, recent: recent, pacing: means.pacing)
        let document = RemoteDocument<ListEdition>(
            name: "the status list \(uri)",
            refreshes: means.metrics.listRefreshes,
            logger: means.logger
        ) { (last, now) async throws(ReadingFault) in
            try await reading.read(last, at: now)
        }
        return KeptList(list: list, document: document)
    }

    /// Whether the issuer's stream of changes is heard.
    var isHeard: Bool { stream.isHeard }

    /// Where a token's status stands; `nil` when it has none and needs none. Only for tokens whose signature and claims
    /// hold: a stranger's token makes no one fetch anything.
    func place(of token: VerifiedToken, at now: Int) throws(TokenRejection) -> StatusPlace? {
        guard let reference = try StatusReference(in: token.claims) else {
            guard isRequired else { return nil }
            throw .refused([ClaimViolation("status", .missing, expected: "present", found: nil)])
        }
        return try place(of: reference, at: now)
    }

    /// Where the status of a reference stands that the issuer itself has vouched for.
    func place(of reference: StatusReference, at now: Int) throws(TokenRejection) -> StatusPlace {
        guard issuer.isOrigin(of: reference.uri), reference.uri.utf8.count <= 2_048,
            reference.uri.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw StatusLists.invalid("a list of \(issuer.origin)", reference.index, reference.uri)
        }
        feed.start()
        return StatusPlace(kept: lists.list(reference.uri, at: now), index: reference.index)
    }

    /// Refuses a token that was taken back.
    ///
    /// - Returns: without suspending while the list is known, and fresh or followed by the stream.
    nonisolated(nonsending) func check(_ place: StatusPlace, at now: Int) async throws(TokenRejection) {
        switch place.kept.list.look(at: place.index, isHeard: stream.isHeard, at: now) {
        case .valid: return
        case .revoked: throw .revoked
        case .renew: place.kept.document.renewInBackground(at: now)
        case .unknown: try await ask(place, at: now)
        }
    }

    private nonisolated(nonsending) func ask(_ place: StatusPlace, at now: Int) async throws(TokenRejection) {
        let list = place.kept.list
        let found: UInt8?
        do {
            _ = try await place.kept.document.value(at: now)
            if let status = list.lastStatus(at: place.index) {
                found = status
            } else {
                _ = try await place.kept.document.renewed(every: StatusLists.renewInterval, at: now)
                found = list.lastStatus(at: place.index)
            }
        } catch {
            if let last = list.lastStatus(at: place.index), last != 0 { throw .revoked }
            if unavailable.accepts(since: error.since, at: now) { return }
            throw .statusUnavailable(error.reason)
        }
        gauges.lists(age: now - (lists.oldest ?? now))
        guard let found else {
            throw StatusLists.invalid("an index within its list", place.index, list.uri)
        }
        guard found == 0 else { throw .revoked }
    }

    private static func invalid(_ expected: String, _ index: Int, _ uri: String) -> TokenRejection {
        .refused([ClaimViolation("status", .invalid, expected: expected, found: "\(index) of \(uri)")])
    }
}
