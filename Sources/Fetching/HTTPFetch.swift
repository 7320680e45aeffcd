// Fetching over the network: bounded in time and size, https unless loopback, and never redirected.

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import OAuth

/// Gets documents by HTTP.
///
/// All of a process share one client, which needs no shutting down.
public struct HTTPFetch: Fetch {
    /// The longest body that is read, in bytes.
    public static let maximumLength = 2 * 1024 * 1024
    /// The longest time that a fetch may take as a whole, in seconds.
    public let timeout: Int

    /// A fetch that gives up after five seconds.
    public init() { timeout = 5 }

    package init(timeout: Int) { self.timeout = timeout }

    /// Gets a document, whatever its status.
    public func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        guard HTTPFetch.isAllowed(url) else { throw .notAllowed(url: url) }
        return try await bounded(url) {
            await ask(HTTPFetch.request(url, accept: accept), at: url, by: HTTPFetch.client)
        }
    }

    /// Posts a message and gets the answer, whatever its status.
    public func post(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument {
        guard HTTPFetch.isAllowed(url) else { throw .notAllowed(url: url) }
        return try await bounded(url) {
            await ask(HTTPFetch.request(url, accept: accept, sending: message), at: url, by: HTTPFetch.client)
        }
    }

    /// Opens a stream of Server-Sent Events.
    public func events(_ url: String, after id: String?) async throws(FetchFault) -> EventBytes {
        guard HTTPFetch.isAllowed(url) else { throw .notAllowed(url: url) }
        var request = HTTPFetch.request(url, accept: "text/event-stream")
        request.headers.add(name: "cache-control", value: "no-store")
        if let id { request.headers.add(name: "last-event-id", value: id) }
        let response: HTTPClientResponse
        do {
            // The deadline ends with the head of the answer.
            response = try await HTTPFetch.client.execute(request, timeout: .seconds(Int64(timeout)))
        } catch {
            throw .unreachable(url: url, why: String(describing: error))
        }
        try EventBytes.check(
            Int(response.status.code), response.headers.first(name: "content-type"), of: url)
        return EventBytes(response.body.map { Array($0.readableBytesView) })
    }

    /// Does something within the time that a fetch may take.
    func bounded<Answer: Sendable>(
        _ url: String,
        _ work: @escaping @Sendable () async -> Result<Answer, FetchFault>
    ) async throws(FetchFault) -> Answer {
        // The client's own deadline ends with the head of an answer; a slow body needs a limit as well. Nor is the work waited
        // for that does not end when it is cancelled: looking up a host's name is such.
        let (results, told) = AsyncStream<Result<Answer, FetchFault>>.makeStream(
            bufferingPolicy: .bufferingOldest(1))
        let working = Task { told.yield(await work()) }
        let waiting = Task {
            try await Task.sleep(for: .seconds(timeout))
            told.yield(.failure(.timedOut(url: url, seconds: timeout)))
        }
        defer {
            working.cancel()
            waiting.cancel()
        }
        // A stream ends when the task is cancelled that reads it.
        for await result in results { return try result.get() }
        throw .unreachable(url: url, why: "the fetch was given up")
    }

    /// `https`, or `http` to this machine; nothing but printable ASCII, and no user information.
    static func isAllowed(_ url: String) -> Bool {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        do {
            // A URL without its query has to keep the same rules as an issuer.
            _ = try Issuer(String(url.prefix { $0 != "?" }))
            return true
        } catch {
            return false
        }
    }

    static func request(
        _ url: String,
        accept: String,
        sending message: PostedMessage? = nil
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "accept", value: accept)
        request.headers.add(name: "user-agent", value: "tessera")
        guard let message else { return request }
        request.method = .POST
        request.headers.add(name: "content-type", value: message.contentType)
        if let authorization = message.authorization {
            request.headers.add(name: "authorization", value: authorization)
        }
        request.body = .bytes(message.body)
        return request
    }

    func ask(
        _ request: HTTPClientRequest,
        at url: String,
        by client: HTTPClient
    ) async -> Result<FetchedDocument, FetchFault> {
        do {
            // A second longer than the limit, so that it is the limit that ends a slow fetch.
            let response = try await client.execute(request, timeout: .seconds(Int64(timeout + 1)))
            let body = try await response.body.collect(upTo: HTTPFetch.maximumLength)
            return .success(
                FetchedDocument(
                    status: Int(response.status.code),
                    body: Array(body.readableBytesView),
                    contentType: response.headers.first(name: "content-type"),
                    cacheControl: response.headers["cache-control"].joined(separator: ",")
                )
            )
        } catch is NIOTooManyBytesError {
            return .failure(.tooLarge(url: url, limit: HTTPFetch.maximumLength))
        } catch {
            return .failure(.unreachable(url: url, why: String(describing: error)))
        }
    }

    /// Lives as long as the process, on the process's own event loops: there is nothing to shut down.
    static let client = HTTPClient(
        eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: settings)

    static var settings: HTTPClient.Configuration {
        var settings = HTTPClient.Configuration()
        settings.redirectConfiguration = .disallow
        // How long a fetch may take is bounded as a whole, and how long a stream is silent is for its reader to judge.
        settings.timeout = .init(connect: .seconds(5))
        settings.httpVersion = .http1Only
        settings.decompression = .disabled
        // A port on which nobody listens is an answer; trying it again until the time is up is not for callers to wait for.
        settings.connectionPool.retryConnectionEstablishment = false
        // Each stream keeps its connection.
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4_096
        return settings
    }
}
