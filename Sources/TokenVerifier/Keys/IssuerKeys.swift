// The keys that an issuer publishes: discovered, fetched and kept as one document.

internal import JOSE
internal import Logging
internal import OAuth

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

    private let document: RemoteDocument<JWKSet>

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
        ) { (_, now) async throws(ReadingFault) in
            try await IssuerKeys.read(discovery, algorithms, at: now)
        }
    }

    /// The key of that `kid`, if the keys are known and fresh: the hot path.
    func cached(id: String?, at now: Int) -> VerificationKey? { document.cached(at: now)?.key(id: id) }

    /// The key of that `kid`, after whatever fetch it takes.
    nonisolated(nonsending) func key(
        id: String?,
        at now: Int
    ) async throws(TokenRejection) -> VerificationKey {
        do {
            if let key = try await all(at: now).key(id: id) { return key }
            // A token that names no key can't be about a new one.
            if id != nil, let key = try await renewed(at: now).key(id: id) { return key }
        } catch {
            throw .keysUnavailable(error.reason)
        }
        throw .keyNotFound(kid: id.map { String(decoding: $0.utf8.prefix(128), as: UTF8.self) })
    }

    /// All keys.
    nonisolated(nonsending) func all(at now: Int) async throws(Outage) -> JWKSet {
        try await document.value(at: now)
    }

    /// All keys, asked for again because one was not among them.
    nonisolated(nonsending) func renewed(at now: Int) async throws(Outage) -> JWKSet {
        try await document.renewed(every: IssuerKeys.renewInterval, at: now)
    }

    private static func read(
        _ discovery: IssuerDiscovery,
        _ algorithms: Set<SignatureAlgorithm>,
        at now: Int
    ) async throws(ReadingFault) -> Reading<JWKSet> {
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
            value: set,
            fetchedAt: now,
            freshUntil: freshUntil,
            usableUntil: freshUntil + usableFor
        )
    }
}
