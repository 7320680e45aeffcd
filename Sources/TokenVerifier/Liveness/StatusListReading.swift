// Fetching one status list and checking it against what is known already (Token Status List §8.3).

internal import JOSE
internal import OAuth

/// Reads one list of an issuer.
struct StatusListReading: Sendable {
    let uri: String
    let keys: IssuerKeys
    let fetch: any Fetch
    let leeway: Int

    private static let freshFor = 60
    private static let freshBounds = 1...3_600
    /// How long a list without `exp` serves through an outage.
    private static let usableFor = 3_600

    func read(
        _ last: Reading<StatusListToken>?,
        at now: Int
    ) async throws(ReadingFault) -> Reading<StatusListToken> {
        let list = try await list(at: now)
        if let last, last.isUsable(at: now), StatusListReading.isOlder(list, than: last.value) {
            // Whoever serves an old list must not bring back what was taken away since.
            throw ReadingFault(reason: "\(uri) is older than the list that is known")
        }
        return reading(of: StatusListReading.merge(list, with: last?.value), at: now)
    }

    private func list(at now: Int) async throws(ReadingFault) -> StatusListToken {
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
        try StatusListToken(verifying: text, uri: uri, keys: keys, leeway: leeway, at: now)
    }

    private static func fault(_ error: any Error, _ uri: String) -> ReadingFault {
        switch error {
        case let fault as StatusListFault: ReadingFault(reason: "\(uri): \(fault.sentence)")
        case let outage as Outage: ReadingFault(reason: outage.reason)
        default: ReadingFault(reason: "\(uri) could not be checked")
        }
    }

    /// The number of the newest change decides; where there is none, or the same, the time of issue.
    private static func isOlder(_ list: StatusListToken, than known: StatusListToken) -> Bool {
        if let version = list.version, let least = known.version, version != least { return version < least }
        return list.issuedAt < known.issuedAt
    }

    /// A bit that is set is never cleared. Wider statuses can be suspensions, which do end.
    private static func merge(_ list: StatusListToken, with known: StatusListToken?) -> StatusListToken {
        guard let known, known.bits.bits == 1, list.bits.bits == 1 else { return list }
        return StatusListToken(
            uri: list.uri,
            bits: list.bits.union(known.bits),
            issuedAt: list.issuedAt,
            expiresAt: list.expiresAt,
            timeToLive: list.timeToLive,
            version: list.version
        )
    }

    /// The times in the list are what counts; HTTP's are not looked at (Token Status List §13.7).
    private func reading(of list: StatusListToken, at now: Int) -> Reading<StatusListToken> {
        let bounds = StatusListReading.freshBounds
        let asked = list.timeToLive ?? StatusListReading.freshFor
        let freshUntil = now + min(max(asked, bounds.lowerBound), bounds.upperBound)
        guard let expiresAt = list.expiresAt else {
            return Reading(
                value: list,
                fetchedAt: now,
                freshUntil: freshUntil,
                usableUntil: freshUntil + StatusListReading.usableFor
            )
        }
        return Reading(
            value: list,
            fetchedAt: now,
            freshUntil: max(now + 1, min(freshUntil, expiresAt)),
            usableUntil: expiresAt + leeway
        )
    }
}
