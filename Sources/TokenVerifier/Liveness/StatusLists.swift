// Whether a token was taken back: a look at the issuer's status list, which is kept and polled.

internal import JOSE
internal import Logging
internal import OAuth
internal import Synchronization

/// Where a token's status stands: a place in a list that this process keeps.
struct StatusPlace: Sendable {
    let document: RemoteDocument<StatusListToken>
    let reference: StatusReference
}

/// The status lists of one issuer.
final class StatusLists: Sendable {
    /// More lists than a verifier meets; a list is at most 1 MiB, and a usual one 128 KiB.
    private static let maximumCount = 512
    /// An index beyond its list may be newer than what is known of the list: asked at most this often.
    private static let renewInterval = 30

    private let issuer: Issuer
    private let keys: IssuerKeys
    private let fetch: any Fetch
    private let leeway: Int
    private let isRequired: Bool
    private let unavailable: StatusUnavailable
    private let clock: @Sendable () -> Int
    private let logger: Logger
    /// By URI. The URIs are printable ASCII, so that equal strings are equal bytes.
    private let documents = Mutex<[String: RemoteDocument<StatusListToken>]>([:])

    init(
        issuer: Issuer,
        keys: IssuerKeys,
        fetch: any Fetch,
        leeway: Int,
        isRequired: Bool,
        unavailable: StatusUnavailable,
        clock: @escaping @Sendable () -> Int,
        logger: Logger
    ) {
        self.issuer = issuer
        self.keys = keys
        self.fetch = fetch
        self.leeway = leeway
        self.isRequired = isRequired
        self.unavailable = unavailable
        self.clock = clock
        self.logger = logger
    }

    /// Where a token's status stands; `nil` when it has none and needs none. Only for tokens whose signature and claims
    /// hold: a stranger's token makes no one fetch anything.
    func place(of token: VerifiedToken, at now: Int) throws(TokenRejection) -> StatusPlace? {
        guard let reference = try StatusReference(in: token.claims) else {
            guard isRequired else { return nil }
            throw .refused([ClaimViolation("status", .missing, expected: "present", found: nil)])
        }
        guard issuer.isOrigin(of: reference.uri),
            reference.uri.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw StatusLists.invalid("a list of \(issuer.origin)", reference)
        }
        return StatusPlace(document: document(reference.uri, at: now), reference: reference)
    }

    /// Refuses a token that was taken back.
    ///
    /// - Returns: without suspending while the list is known and fresh.
    nonisolated(nonsending) func check(_ place: StatusPlace, at now: Int) async throws(TokenRejection) {
        if let list = place.document.cached(at: now),
            let status = list.bits.status(at: place.reference.index)
        {
            guard status == 0 else { throw .revoked }
            return
        }
        try await ask(place.document, place.reference, at: now)
    }

    private nonisolated(nonsending) func ask(
        _ document: RemoteDocument<StatusListToken>,
        _ reference: StatusReference,
        at now: Int
    ) async throws(TokenRejection) {
        let found: UInt8?
        do {
            let status = try await document.value(at: now).bits.status(at: reference.index)
            if status == nil {
                let list = try await document.renewed(every: StatusLists.renewInterval, at: now)
                found = list.bits.status(at: reference.index)
            } else {
                found = status
            }
        } catch {
            if let last = document.last?.value.bits.status(at: reference.index), last != 0 { throw .revoked }
            if unavailable.accepts(since: error.since, at: now) { return }
            throw .statusUnavailable(error.reason)
        }
        guard let found else { throw StatusLists.invalid("an index within its list", reference) }
        // Invalid, suspended, or a value that nobody explained: none of them is valid.
        guard found == 0 else { throw .revoked }
    }

    private static func invalid(_ expected: String, _ reference: StatusReference) -> TokenRejection {
        .refused([
            ClaimViolation(
                "status", .invalid, expected: expected, found: "\(reference.index) of \(reference.uri)")
        ])
    }

    private func document(_ uri: String, at now: Int) -> RemoteDocument<StatusListToken> {
        documents.withLock { documents in
            if let known = documents[uri] { return known }
            if documents.count >= StatusLists.maximumCount { StatusLists.makeRoom(in: &documents, at: now) }
            let reading = StatusListReading(uri: uri, keys: keys, fetch: fetch, leeway: leeway)
            let document = RemoteDocument(
                name: "the status list \(uri)",
                clock: clock,
                logger: logger
            ) { (last, now) async throws(ReadingFault) in
                try await reading.read(last, at: now)
            }
            documents[uri] = document
            return document
        }
    }

    /// Forgets the lists that have run out; where none has, the one that was asked for longest ago.
    private static func makeRoom(in documents: inout [String: RemoteDocument<StatusListToken>], at now: Int) {
        documents = documents.filter { !$0.value.isSpent(at: now) }
        guard documents.count >= maximumCount else { return }
        let oldest = documents.min { ($0.value.last?.fetchedAt ?? 0) < ($1.value.last?.fetchedAt ?? 0) }
        if let oldest { documents[oldest.key] = nil }
    }
}
