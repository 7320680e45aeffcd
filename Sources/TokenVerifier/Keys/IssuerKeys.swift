// The keys that an issuer publishes: discovered, fetched and kept as one document.

internal import JOSE
internal import Logging
internal import OAuth

/// A set of keys as it was published.
struct PublishedKeys: Sendable {
    let set: JWKSet
    /// Counts up when the set changes, so that what was concluded from an older one can be told.
    let generation: Int
}

/// An issuer's keys, as this process knows them.
struct IssuerKeys: Sendable {
    /// A key that is taken out of the set is refused within this time, at the latest within what the issuer's
    /// `Cache-Control` says.
    private static let freshFor = 600
    private static let freshBounds = 60...86_400
    /// Through an outage, keys serve for a day longer than they are fresh.
    private static let usableFor = 86_400
    /// An unknown `kid` may mean a new key: asked at most this often, however many strange tokens come in.
    private static let renewInterval = 30

    private let document: RemoteDocument<PublishedKeys>

    init(
        issuer: Issuer,
        algorithms: Set<SignatureAlgorithm>,
        fetch: any Fetch,
        clock: @escaping @Sendable () -> Int,
        logger: Logger
    ) {
        let discovery = IssuerDiscovery(issuer: issuer, fetch: fetch)
        document = RemoteDocument(
            name: "the keys of \(issuer)",
            clock: clock,
            logger: logger
        ) { (last, now) async throws(ReadingFault) in
            try await IssuerKeys.read(discovery, algorithms, last?.value, at: now)
        }
    }

    /// The keys, if they are known and fresh: the hot path.
    func cached(at now: Int) -> PublishedKeys? { document.cached(at: now) }

    /// The key of that `kid`, after whatever fetch it takes, and the generation that it is of.
    nonisolated(nonsending) func key(
        id: String?,
        at now: Int
    ) async throws(TokenRejection) -> (VerificationKey, generation: Int) {
        do {
            let known = try await document.value(at: now)
            if let key = known.set.key(id: id) { return (key, known.generation) }
            // A token that names no key can't be about a new one.
            if id != nil {
                let renewed = try await document.renewed(every: IssuerKeys.renewInterval, at: now)
                if let key = renewed.set.key(id: id) { return (key, renewed.generation) }
            }
        } catch {
            throw .keysUnavailable(error.reason)
        }
        throw .keyNotFound(kid: id.map { String(decoding: $0.utf8.prefix(128), as: UTF8.self) })
    }

    /// All keys.
    nonisolated(nonsending) func all(at now: Int) async throws(Outage) -> JWKSet {
        try await document.value(at: now).set
    }

    /// All keys, asked for again because one was not among them.
    nonisolated(nonsending) func renewed(at now: Int) async throws(Outage) -> JWKSet {
        try await document.renewed(every: IssuerKeys.renewInterval, at: now).set
    }

    private static func read(
        _ discovery: IssuerDiscovery,
        _ algorithms: Set<SignatureAlgorithm>,
        _ last: PublishedKeys?,
        at now: Int
    ) async throws(ReadingFault) -> Reading<PublishedKeys> {
        let url = try await discovery.metadata().keysURL
        let document: FetchedDocument
        do {
            document = try await discovery.fetch.get(
                url, accept: "application/jwk-set+json, application/json")
        } catch {
            throw ReadingFault(reason: error.sentence)
        }
        guard document.status == 200 else { throw ReadingFault(reason: "\(url) answered \(document.status)") }
        let set: JWKSet
        do {
            set = try JWKSet(parsing: document.body, algorithms: algorithms)
        } catch {
            throw ReadingFault(reason: "\(url): \(error.sentence)")
        }
        let asked = document.maxAge ?? freshFor
        let freshUntil = now + min(max(asked, freshBounds.lowerBound), freshBounds.upperBound)
        return Reading(
            value: IssuerKeys.published(set, after: last),
            fetchedAt: now,
            freshUntil: freshUntil,
            usableUntil: freshUntil + usableFor
        )
    }

    private static func published(_ set: JWKSet, after last: PublishedKeys?) -> PublishedKeys {
        guard let last else { return PublishedKeys(set: set, generation: 0) }
        let isSame = last.set.keys.map(\.jwk) == set.keys.map(\.jwk)
        return PublishedKeys(set: set, generation: isSame ? last.generation : last.generation + 1)
    }
}
