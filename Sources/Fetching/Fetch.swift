// How another server's documents are got: over the network, or from a server in the same process.

/// Something that gets documents by their URL.
public protocol Fetch: Sendable {
    /// Gets a document, whatever its status.
    ///
    /// An implementation bounds the time and the size, and follows no redirect: where an issuer's documents are is for
    /// its metadata to say, not for an answer.
    func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument

    /// Gets a document from a host that someone else named, and not whoever runs this program.
    ///
    /// An implementation that leaves its process checks every address of the host (``AddressGuard``), and connects to one
    /// that it checked. One that can't leave has nothing to check.
    func getChecked(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument

    /// Posts a message and gets the answer, whatever its status; bounded as ``get(_:accept:)`` is.
    ///
    /// - Throws: ``FetchFault/notAllowed(url:)`` where messages can't be sent at all.
    func post(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument

    /// Posts a message to a host that someone else named, which is checked as ``getChecked(_:accept:)`` checks it.
    func postChecked(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument

    /// Opens a stream of Server-Sent Events.
    ///
    /// An implementation bounds the time until the answer begins, and not that of its body. It follows no redirect, and
    /// takes no answer but 200 with `text/event-stream`. Cancelling the task that reads ends the connection.
    ///
    /// - Parameter id: the last event that is known, for `Last-Event-ID`; `nil` for none.
    /// - Throws: ``FetchFault/notAllowed(url:)`` where streams are not to be had at all: nobody asks again then.
    func events(_ url: String, after id: String?) async throws(FetchFault) -> EventBytes
}

extension Fetch {
    /// The same as ``get(_:accept:)``: this fetch reaches no host but those that it was made for.
    public func getChecked(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        try await get(url, accept: accept)
    }

    /// No messages.
    public func post(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument {
        throw .notAllowed(url: url)
    }

    /// The same as ``post(_:to:accept:)``: this fetch reaches no host but those that it was made for.
    public func postChecked(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument {
        try await post(message, to: url, accept: accept)
    }

    /// No streams.
    public func events(_ url: String, after id: String?) async throws(FetchFault) -> EventBytes {
        throw .notAllowed(url: url)
    }
}

/// What came back.
public struct FetchedDocument: Sendable {
    /// The HTTP status.
    public let status: Int
    /// The body, whole.
    public let body: [UInt8]
    /// `Content-Type`, as it was written.
    public let contentType: String?
    /// Seconds for which the answer says that it may be kept; `nil` when it says nothing.
    public let maxAge: Int?

    /// A document, with the answer's `Cache-Control` as it was written.
    public init(status: Int, body: [UInt8], contentType: String? = nil, cacheControl: String? = nil) {
        self.status = status
        self.body = body
        self.contentType = contentType
        maxAge = cacheControl.flatMap(FetchedDocument.maxAge)
    }

    /// `max-age` (RFC 9111 §5.2.2.1), or 0 where the answer asks not to be kept. Of several values the least counts.
    private static func maxAge(of cacheControl: String) -> Int? {
        var least: Int?
        for directive in cacheControl.utf8.split(separator: UInt8(ascii: ",")) {
            let text = String(decoding: directive.filter { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self)
                .lowercased()
            let found: Int?
            if text == "no-store" || text == "no-cache" {
                found = 0
            } else if text.hasPrefix("max-age=") {
                let digits = text.dropFirst(8).filter { $0 != "\"" }
                found = digits.allSatisfy(\.isASCII) ? Int(digits).map { max(0, $0) } : nil
            } else {
                found = nil
            }
            if let found { least = min(found, least ?? found) }
        }
        return least
    }
}

/// Why a document could not be got. None of it is the caller's fault.
public enum FetchFault: Error, Hashable, Sendable {
    /// Neither `https` nor a loopback address.
    case notAllowed(url: String)
    /// The host has an address to which nobody but the operator may send us.
    case addressNotAllowed(url: String, why: String)
    /// No answer came, or not a whole one.
    case unreachable(url: String, why: String)
    /// The answer took too long.
    case timedOut(url: String, seconds: Int)
    /// The body is longer than the limit; the rest was not read.
    case tooLarge(url: String, limit: Int)

    /// One sentence for the log.
    public var sentence: String {
        switch self {
        case .notAllowed(let url):
            "\(FetchFault.cut(url)) may not be fetched: it is neither https nor loopback"
        case .addressNotAllowed(let url, let why):
            "\(FetchFault.cut(url)) may not be fetched: its host has an address that is \(FetchFault.cut(why))"
        case .unreachable(let url, let why): "\(FetchFault.cut(url)) did not answer: \(FetchFault.cut(why))"
        case .timedOut(let url, let seconds): "\(FetchFault.cut(url)) took longer than \(seconds) s"
        case .tooLarge(let url, let limit): "\(FetchFault.cut(url)) is longer than \(limit) bytes"
        }
    }

    private static func cut(_ text: String) -> String {
        String(decoding: text.utf8.prefix(200), as: UTF8.self)
    }
}
