// Fetching an issuer's documents from a server in the same process: no socket, and no way to leave it.

internal import HTTPTypes
public import Hummingbird
internal import NIOCore
public import OAuth
internal import Synchronization
public import TokenVerifier

/// Gets the documents of one issuer from a responder in this process.
///
/// A router that guards routes with a verifier that asks the same router is made in two steps: the fetch first, and
/// ``connect(to:context:)`` when the router is complete.
public final class InProcessFetch: Fetch {
    private typealias Answer = @Sendable (Request) async throws -> Response

    private let issuer: Issuer
    private let answer = Mutex<Answer?>(nil)

    /// A fetch that reaches nothing until it is connected.
    public init(issuer: Issuer) { self.issuer = issuer }

    /// A fetch that asks a function.
    public convenience init(issuer: Issuer, answer: @escaping @Sendable (Request) async throws -> Response) {
        self.init(issuer: issuer)
        self.answer.withLock { $0 = answer }
    }

    /// From now on asks this responder.
    ///
    /// - Parameter context: makes the context of each request.
    public func connect<Responder: HTTPResponder>(
        to responder: Responder,
        context: @escaping @Sendable () -> Responder.Context
    ) {
        answer.withLock { answer in
            answer = { request in try await responder.respond(to: request, context: context()) }
        }
    }

    /// Gets a document, whatever its status.
    public func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        try await exchange(url, .get, [.accept: accept], [])
    }

    /// Posts a message and gets the answer, whatever its status.
    public func post(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument {
        var headers: HTTPFields = [.accept: accept, .contentType: message.contentType]
        headers[.authorization] = message.authorization
        return try await exchange(url, .post, headers, message.body)
    }

    private func exchange(
        _ url: String,
        _ method: HTTPRequest.Method,
        _ headers: HTTPFields,
        _ body: [UInt8]
    ) async throws(FetchFault) -> FetchedDocument {
        let response = try await ask(url, method, headers, body)
        do {
            let body = BoundedBody(limit: HTTPFetch.maximumLength)
            try await response.body.write(BoundedBody.Writer(body: body))
            return FetchedDocument(
                status: response.status.code,
                body: body.bytes,
                contentType: response.headers[.contentType],
                cacheControl: response.headers[.cacheControl]
            )
        } catch is NIOTooManyBytesError {
            throw .tooLarge(url: url, limit: HTTPFetch.maximumLength)
        } catch {
            throw .unreachable(url: url, why: String(describing: error))
        }
    }

    /// Opens a stream of Server-Sent Events.
    public func events(_ url: String, after id: String?) async throws(FetchFault) -> EventBytes {
        var headers: HTTPFields = [.accept: "text/event-stream"]
        if let id { headers[.lastEventID] = id }
        let response = try await ask(url, .get, headers, [])
        try EventBytes.check(response.status.code, response.headers[.contentType], of: url)
        return EventBytes(PassedBody.stream(of: response.body))
    }

    private func ask(
        _ url: String,
        _ method: HTTPRequest.Method,
        _ headers: HTTPFields,
        _ body: [UInt8]
    ) async throws(FetchFault) -> Response {
        guard issuer.isOrigin(of: url) else { throw .notAllowed(url: url) }
        guard let answer = answer.withLock({ $0 }) else {
            throw .unreachable(url: url, why: "the server in this process is not ready yet")
        }
        let scheme = String(issuer.origin.prefix { $0 != ":" })
        let request = Request(
            head: HTTPRequest(
                method: method,
                scheme: scheme,
                authority: String(issuer.origin.dropFirst(scheme.count + 3)),
                path: String(decoding: url.utf8.dropFirst(issuer.origin.utf8.count), as: UTF8.self),
                headerFields: headers
            ),
            body: RequestBody(buffer: ByteBuffer(bytes: body))
        )
        do {
            return try await answer(request)
        } catch let error as any HTTPResponseError {
            throw .unreachable(url: url, why: "it answered \(error.status.code)")
        } catch {
            throw .unreachable(url: url, why: String(describing: error))
        }
    }
}

/// A response's body that does not end, handed on as it is written.
private enum PassedBody {
    /// A reader who is behind by more pieces than this has to begin anew, from where it was.
    private static let capacity = 1_024

    private struct ReaderTooSlow: Error {}

    static func stream(of body: ResponseBody) -> AsyncThrowingStream<[UInt8], any Error> {
        let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream(
            bufferingPolicy: .bufferingOldest(capacity))
        let writing = Task {
            do {
                try await body.write(Writer(continuation: continuation))
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in writing.cancel() }
        return stream
    }

    private struct Writer: ResponseBodyWriter {
        let continuation: AsyncThrowingStream<[UInt8], any Error>.Continuation

        func write(_ buffer: ByteBuffer) async throws {
            guard case .enqueued = continuation.yield(Array(buffer.readableBytesView)) else {
                throw ReaderTooSlow()
            }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

/// A response's body, collected up to a limit.
private final class BoundedBody: Sendable {
    private let limit: Int
    private let collected = Mutex<[UInt8]>([])

    init(limit: Int) { self.limit = limit }

    var bytes: [UInt8] { collected.withLock { $0 } }

    private func append(_ buffer: ByteBuffer) throws {
        let fits = collected.withLock { bytes in
            guard bytes.count + buffer.readableBytes <= limit else { return false }
            bytes.append(contentsOf: buffer.readableBytesView)
            return true
        }
        guard fits else { throw NIOTooManyBytesError(maxBytes: limit) }
    }

    struct Writer: ResponseBodyWriter {
        let body: BoundedBody

        func write(_ buffer: ByteBuffer) async throws { try body.append(buffer) }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
