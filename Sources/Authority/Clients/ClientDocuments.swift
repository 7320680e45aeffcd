// Reading the documents by whose URLs clients are named: seldom, bounded, and from no address that a stranger may not name
// (OAuth Client ID Metadata Document §4, §6).

internal import Fetching
internal import JOSE
internal import OAuth
internal import Synchronization

/// A document that was read.
struct ClientDocument: Sendable {
    let metadata: ClientMetadata
    let name: String
    /// When it is to be read again.
    let freshUntil: Int
}

/// Why there is no document.
struct ClientDocumentFault: Error, Sendable {
    let refusal: OAuthRefusal
    /// Whether it says nothing about the client: what was read before may be used a little longer.
    let isPassing: Bool
}

/// Reads documents, and remembers for a moment those that can't be read.
final class ClientDocuments: Sendable {
    /// The longest document, in bytes: the draft proposes it (§6.6).
    static let longest = 5 * 1_024
    /// Seconds for which a document is good, whatever it says of itself.
    static let shortestLife = 300
    static let usualLife = 3_600
    static let longestLife = 86_400
    /// Seconds for which a document that was good stands in for one that can't be had.
    static let grace = 86_400
    /// Seconds for which a fault is remembered.
    private static let faultLife = 60
    private static let capacity = 1_000

    private let fetch: any Fetch
    private let mode: ClientPolicy.Documents
    private let faults = Mutex<[String: (fault: ClientDocumentFault, until: Int)]>([:])
    /// Fetches in a minute: on one asker's account, of it at one host, of all at one host, and in all. The first two keep one
    /// asker from using up what the others need.
    private let ofAsker = RequestThrottle(requests: 20, seconds: 60)
    private let ofAskerAtHost = RequestThrottle(requests: 10, seconds: 60)
    private let atHost = RequestThrottle(requests: 120, seconds: 60)
    private let inAll = RequestThrottle(requests: 1_200, seconds: 60)

    init(fetch: any Fetch, mode: ClientPolicy.Documents) {
        self.fetch = fetch
        self.mode = mode
    }

    /// Whether clients may be named so at all.
    var areTaken: Bool { mode != .off }

    /// Reads the document of a client.
    ///
    /// - Parameter offered: the scopes that there are.
    func read(_ id: String, offered: [String], at now: Int) async throws(ClientDocumentFault)
        -> ClientDocument
    {
        let url: DocumentURL
        do throws(OAuthRefusal) {
            url = try DocumentURL(id)
            guard !url.isLoopback || mode == .loopback else {
                throw DocumentURL.refusal("it is not on this machine")
            }
        } catch {
            throw ClientDocumentFault(refusal: error, isPassing: false)
        }
        if let fault = faults.withLock({ $0[id] }), now < fault.until { throw fault.fault }
        // That too much was asked is no fault of the document, and is not remembered as one.
        try admit(url.host, at: now)
        do throws(ClientDocumentFault) {
            return try await ask(url, offered: offered, at: now)
        } catch {
            remember(error, of: id, at: now)
            throw error
        }
    }

    private func ask(
        _ url: DocumentURL,
        offered: [String],
        at now: Int
    ) async throws(ClientDocumentFault) -> ClientDocument {
        let found: FetchedDocument
        do {
            // What an administrator allowed on this machine is not what the check is for.
            found =
                url.isLoopback
                ? try await fetch.get(url.text, accept: "application/json")
                : try await fetch.getChecked(url.text, accept: "application/json")
        } catch {
            // Whether a host has an address, and which, is nobody's business but the log's.
            throw ClientDocuments.passing("it can't be had just now", detail: error.sentence)
        }
        // No redirect is followed, and nothing but 200 is a document (§4).
        guard found.status == 200 else {
            let refusal = ClientDocuments.refusal("its URL answered \(found.status), and only 200 is taken")
            throw ClientDocumentFault(refusal: refusal, isPassing: found.status >= 500)
        }
        do throws(OAuthRefusal) {
            let metadata = try ClientDocuments.metadata(of: found, at: url, offered: offered)
            return ClientDocument(
                metadata: metadata,
                name: try ClientRules.ownName(metadata, usual: url.host),
                freshUntil: now + ClientDocuments.life(found.maxAge)
            )
        } catch {
            throw ClientDocumentFault(refusal: ClientDocuments.refusal(error.sentence), isPassing: false)
        }
    }

    /// What a document says, as far as a client may say it of itself.
    private static func metadata(
        of document: FetchedDocument,
        at url: DocumentURL,
        offered: [String]
    ) throws(OAuthRefusal) -> ClientMetadata {
        guard MediaType(document.contentType ?? "").isJSON else {
            throw OAuthRefusal(.invalidClientMetadata, "its Content-Type is not application/json")
        }
        guard document.body.count <= longest else {
            throw OAuthRefusal(.invalidClientMetadata, "it is longer than \(longest) bytes")
        }
        let object: JSONValue
        do {
            object = try JSONDocument.object(
                parsing: document.body, limits: JSONLimits(length: longest, depth: 8))
        } catch {
            throw OAuthRefusal(.invalidClientMetadata, "it is not a strict JSON object: \(error.sentence)")
        }
        guard let id = object["client_id"]?.string, id.hasBytes(of: url.text) else {
            throw OAuthRefusal(
                .invalidClientMetadata, "its client_id is not the URL at which it stands, byte for byte")
        }
        // §4.1: a secret that everybody can read proves nothing.
        guard object["client_secret"] == nil, object["client_secret_expires_at"] == nil else {
            throw OAuthRefusal(
                .invalidClientMetadata, "it holds a client_secret, which everybody can read there")
        }
        var said = try ClientMetadata(object)
        // One fetch for each document is enough: a sector is the host of the redirect URIs.
        said.sectorURL = nil
        return try ClientRules.ownWords(said, ways: [.none, .privateKeyJWT], usual: .none, offered: offered)
    }

    /// How long a document is good, by its own word within our bounds.
    private static func life(_ maxAge: Int?) -> Int {
        min(max(maxAge ?? usualLife, shortestLife), longestLife)
    }

    /// Counts a fetch, for its asker first: one who is stopped there takes nothing from the others.
    private func admit(_ host: String, at now: Int) throws(ClientDocumentFault) {
        let asker = Asker.address ?? "unknown"
        do throws(OAuthRefusal) {
            try ofAsker.admit(asker, at: now)
            try ofAskerAtHost.admit("\(asker) \(host)", at: now)
            try atHost.admit(host, at: now)
            try inAll.admit("", at: now)
        } catch {
            let refusal = OAuthRefusal(
                .tooManyAttempts,
                "too many documents of clients were asked for; wait \(error.retryAfter ?? 60) s and try again",
                retryAfter: error.retryAfter)
            throw ClientDocumentFault(refusal: refusal, isPassing: true)
        }
    }

    private func remember(_ fault: ClientDocumentFault, of id: String, at now: Int) {
        faults.withLock { faults in
            if faults.count >= ClientDocuments.capacity {
                faults = faults.filter { now < $0.value.until }
                if faults.count >= ClientDocuments.capacity { faults.removeAll() }
            }
            faults[id] = (fault, now + ClientDocuments.faultLife)
        }
    }

    private static func passing(_ why: String, detail: String?) -> ClientDocumentFault {
        ClientDocumentFault(refusal: refusal(why, detail: detail), isPassing: true)
    }

    private static func refusal(_ why: String, detail: String? = nil) -> OAuthRefusal {
        OAuthRefusal(
            .invalidClient, "the document that the client_id names can't be used: \(why)", detail: detail)
    }
}
