// The keys that an issuer publishes: discovered, fetched and kept as one document.

internal import JOSE
internal import OAuth

/// A set of keys as it was published.
struct PublishedKeys: Sendable {
    let set: JWKSet
    /// Counts up when the set changes, so that what was concluded from an older one can be told.
    let generation: Int
    /// Where the issuer tells what it takes back; `nil` where it does not.
    let changesURL: String?
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
        means: VerifierMeans
    ) {
        let discovery = IssuerDiscovery(issuer: issuer, fetch: means.fetch)
        document = RemoteDocument(
            name: "the keys of \(issuer)",
            refreshes: means.metrics.keyRefreshes,
            logger: means.logger
        ) { (last, now) async throws(ReadingFault) in
            try await IssuerKeys.read(discovery, algorithms, last?.value, at: now)
        }
    }

    /// The keys, if they are known and fresh: the hot path.
    func cached(at now: Int) -> PublishedKeys? { document.cached(at: now) }

    /// Where the issuer's stream of changes is, as its metadata said last.
    var changesURL: String? { document.last?.value.changesURL }

    /// When the keys were read last; `nil` for never.
    var fetchedAt: Int? { document.last?.fetchedAt }

    /// The keys are to be fetched again before they are believed.
    func expire() { document.expire() }

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
        let metadata = try await discovery.metadata()
        let url = metadata.keysURL
        let accept = "application/jwk-set+json, application/json"
        let document: FetchedDocument
        do {
            // A host that the operator did not set may be any: one of the operator's own network, too.
            document =
                discovery.issuer.isHost(of: url)
                ? try await discovery.fetch.get(url, accept: accept)
                : try await discovery.fetch.getChecked(url, accept: accept)
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
            value: IssuerKeys.published(set, metadata.changesURL, after: last),
            fetchedAt: now,
            freshUntil: freshUntil,
            usableUntil: freshUntil + usableFor
        )
    }

    private static func published(
        _ set: JWKSet,
        _ changesURL: String?,
        after last: PublishedKeys?
    ) -> PublishedKeys {
        guard let last else { return PublishedKeys(set: set, generation: 0, changesURL: changesURL) }
        let isSame = last.set.keys.map(\.jwk) == set.keys.map(\.jwk)
        return PublishedKeys(
            set: set, generation: isSame ? last.generation : last.generation + 1, changesURL: changesURL)
    }
}
