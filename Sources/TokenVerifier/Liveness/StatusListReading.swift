// Fetching one status list and checking it against what is known already (Token Status List §8.3).

internal import JOSE
internal import OAuth

/// What of a list decides whether another is newer.
struct ListEdition: Sendable {
    let version: Int?
    let issuedAt: Int

    /// The number of the newest change decides; where there is none, or the same, the time of issue.
    func isOlder(than known: ListEdition) -> Bool {
        if let version, let least = known.version, version != least { return version < least }
        return issuedAt < known.issuedAt
    }
}

/// Reads one list of an issuer into memory.
struct StatusListReading: Sendable {
    let list: StatusList
    let keys: IssuerKeys
    let fetch: any Fetch
    let leeway: Int
    let recent: RecentChanges
    let pacing: FeedPacing

    private static let freshFor = 60
    private static let freshBounds = 1...3_600
    /// How long a list without `exp` serves through an outage.
    private static let usableFor = 3_600

    func read(_ last: Reading<ListEdition>?, at now: Int) async throws(ReadingFault) -> Reading<ListEdition> {
        let turn = list.turn
        let forgotten = recent.forgotten
        let token = try await token(at: now)
        let edition = ListEdition(version: token.version, issuedAt: token.issuedAt)
        if let last, last.isUsable(at: now) {
            // Whoever serves an old list must not bring back what was taken away since.
            let isOlder =
                list.mayGoBack ? edition.issuedAt < last.value.issuedAt : edition.isOlder(than: last.value)
            if isOlder { throw ReadingFault(reason: "\(list.uri) is older than the list that is known") }
        }
        let times = times(of: token, at: now)
        list.take(token.bits, times, turn: turn) {
            recent.ranges(of: list.uri, at: SteadyClock.milliseconds())
        }
        // What was told while the document was on its way, and is not kept any more, may be missing from it.
        if recent.forgotten != forgotten { list.expire() }
        return Reading(
            value: edition, fetchedAt: now, freshUntil: times.freshUntil, usableUntil: times.usableUntil)
    }

    private func token(at now: Int) async throws(ReadingFault) -> StatusListToken {
        let uri = list.uri
        let document: FetchedDocument
        do {
            document = try await fetch.get(uri, accept: "application/statuslist+jwt")
        } catch {
            throw ReadingFault(reason: error.sentence)
        }
        guard document.status == 200 else { throw ReadingFault(reason: "\(uri) answered \(document.status)") }
        // What kind of document this is stands in its signed header, which counts for more than Content-Type.
        let text = String(decoding: document.body, as: UTF8.self)
        do {
            return try verified(text, try await keys.all(at: now), at: now)
        } catch let fault as StatusListFault where fault == .keyUnknown {
            do {
                return try verified(text, try await keys.renewed(at: now), at: now)
            } catch {
                throw StatusListReading.fault(error, uri)
            }
        } catch {
            throw StatusListReading.fault(error, uri)
        }
    }

    private func verified(_ text: String, _ keys: JWKSet, at now: Int) throws -> StatusListToken {
        try StatusListToken(verifying: text, uri: list.uri, keys: keys, leeway: leeway, at: now)
    }

    private static func fault(_ error: any Error, _ uri: String) -> ReadingFault {
        switch error {
        case let fault as StatusListFault: ReadingFault(reason: "\(uri): \(fault.sentence)")
        case let outage as Outage: ReadingFault(reason: outage.reason)
        default: ReadingFault(reason: "\(uri) could not be checked")
        }
    }

    /// The times in the list are what counts; HTTP's are not looked at (Token Status List §13.7).
    private func times(of list: StatusListToken, at now: Int) -> ListTimes {
        let bounds = StatusListReading.freshBounds
        let asked = min(
            max(list.timeToLive ?? StatusListReading.freshFor, bounds.lowerBound), bounds.upperBound)
        // Verifiers that lost their stream at one moment do not go on asking at one moment.
        let freshUntil = now + max(1, asked - pacing.jitter(asked / 10))
        let usableUntil = list.expiresAt.map { $0 + leeway } ?? freshUntil + StatusListReading.usableFor
        let life = max(0, min(usableUntil - now, StatusListReading.usableFor * 24))
        return ListTimes(
            fetchedAt: now,
            freshUntil: max(now + 1, min(freshUntil, list.expiresAt ?? freshUntil)),
            renewFrom: now + max(1, life * 3 / 4 - pacing.jitter(life / 10)),
            usableUntil: usableUntil
        )
    }
}
