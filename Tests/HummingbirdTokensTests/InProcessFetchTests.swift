// Fetching from a router in the same process.

import HTTPTypes
import Hummingbird
import HummingbirdTokens
import JOSE
import Logging
import NIOCore
import OAuth
import Support
import Synchronization
import Testing
import TokenVerifier

@Suite("In-process fetch")
struct InProcessFetchTests {
    /// A context that needs no connection.
    struct LocalContext: RequestContext {
        struct Source: RequestContextSource { let logger = Logger(label: "test") }
        var coreContext: CoreRequestContextStorage
        init(source: Source) { coreContext = .init(source: source) }
    }

    static func issuer() throws -> Issuer { try Issuer("http://localhost:8080") }

    static func connected(_ router: Router<LocalContext>) throws -> InProcessFetch {
        let fetch = InProcessFetch(issuer: try issuer())
        fetch.connect(to: router.buildResponder()) { LocalContext(source: .init()) }
        return fetch
    }

    @Test("a document comes with its status, type and age")
    func document() async throws {
        let router = Router(context: LocalContext.self)
        router.get("keys/:id") { request, context in
            let text =
                "\(context.parameters.get("id") ?? "") \(request.headers[.accept] ?? "") \(request.uri.query ?? "")"
            return Response(
                status: .accepted,
                headers: [.contentType: "text/plain", .cacheControl: "max-age=7"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
            )
        }
        let fetch = try Self.connected(router)
        let found = try await fetch.get("http://localhost:8080/keys/9?a=b", accept: "x/y")
        #expect(found.status == 202)
        #expect(found.contentType == "text/plain")
        #expect(found.maxAge == 7)
        #expect(String(decoding: found.body, as: UTF8.self) == "9 x/y a=b")
    }

    @Test("what is not there is 404, and what is elsewhere is not asked for")
    func notFound() async throws {
        let fetch = try Self.connected(Router(context: LocalContext.self))
        await #expect(throws: FetchFault.self) {
            try await fetch.get("http://localhost:8081/x", accept: "x/y")
        }
        await #expect(throws: FetchFault.self) {
            try await fetch.get("https://localhost:8080/x", accept: "x/y")
        }
        let found = try await fetch.get("http://localhost:8080/x", accept: "x/y")
        #expect(found.status == 404)
    }

    @Test("a body beyond the limit is cut off, and a handler that fails is no document")
    func faults() async throws {
        let router = Router(context: LocalContext.self)
        router.get("endless") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    while true { try await writer.write(ByteBuffer(repeating: 0, count: 65_536)) }
                }
            )
        }
        router.get("broken") { _, _ -> String in throw CancellationError() }
        let fetch = try Self.connected(router)
        await #expect(throws: FetchFault.tooLarge(url: "http://localhost:8080/endless", limit: 2_097_152)) {
            try await fetch.get("http://localhost:8080/endless", accept: "x/y")
        }
        await #expect(throws: FetchFault.self) {
            try await fetch.get("http://localhost:8080/broken", accept: "x/y")
        }
    }

    @Test("a stream comes piece by piece, ends as the server ends it, and ends for the server when nobody reads")
    func events() async throws {
        let router = Router(context: LocalContext.self)
        let ended = Mutex(0)
        router.get("changes") { request, _ in
            let known = request.headers[HTTPField.Name("Last-Event-ID") ?? .range] ?? "nothing"
            let isEndless = known == "9"
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream; charset=utf-8"],
                body: ResponseBody { writer in
                    defer { ended.withLock { $0 += 1 } }
                    try await writer.write(ByteBuffer(string: "data: \(known)\n\n"))
                    while isEndless { try await Task.sleep(for: .milliseconds(5)) }
                    try await writer.write(ByteBuffer(string: "data: end\n\n"))
                    try await writer.finish(nil)
                }
            )
        }
        let fetch = try Self.connected(router)
        var pieces: [String] = []
        for try await piece in try await fetch.events("http://localhost:8080/changes", after: nil) {
            pieces.append(String(decoding: piece, as: UTF8.self))
        }
        #expect(pieces == ["data: nothing\n\n", "data: end\n\n"])
        let reader = Task {
            for try await piece in try await fetch.events("http://localhost:8080/changes", after: "9") {
                #expect(String(decoding: piece, as: UTF8.self) == "data: 9\n\n")
            }
        }
        try await Task.sleep(for: .milliseconds(50))
        reader.cancel()
        await Patience.until { ended.withLock { $0 } == 2 }
        #expect(ended.withLock { $0 } == 2)
    }

    @Test("no stream: elsewhere, another status, another type")
    func noEvents() async throws {
        let router = Router(context: LocalContext.self)
        router.get("text") { _, _ in "data: 1" }
        router.get("busy") { _, _ -> HTTPResponse.Status in .serviceUnavailable }
        let fetch = try Self.connected(router)
        let rows: [(String, FetchFault)] = [
            ("http://localhost:8081/text", .notAllowed(url: "http://localhost:8081/text")),
            (
                "http://localhost:8080/text",
                .unreachable(url: "http://localhost:8080/text", why: "its answer is no stream of events")
            ),
            (
                "http://localhost:8080/busy",
                .unreachable(url: "http://localhost:8080/busy", why: "it answered 503")
            ),
        ]
        for (url, fault) in rows {
            await #expect(throws: fault) { try await fetch.events(url, after: nil) }
        }
    }

    @Test("before it is connected it reaches nothing; a verifier that asked too early recovers")
    func early() async throws {
        let test = try TestIssuer("http://localhost:8080")
        let fetch = InProcessFetch(issuer: test.issuer)
        let verifier = try TokenVerifier(issuer: test.issuer.value, audience: test.audience, fetch: fetch)
        let token = try test.token()
        await #expect(throws: TokenRejection.self) { try await verifier.verify(token, at: TestIssuer.start) }

        let router = Router(context: LocalContext.self)
        for path in [TestIssuer.metadataPath, TestIssuer.keysPath] {
            router.get(RouterPath(path)) { _, _ in
                let document = try await test.get(test.issuer.url(path), accept: "application/json")
                return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: document.body)))
            }
        }
        fetch.connect(to: router.buildResponder()) { LocalContext(source: .init()) }
        #expect(try await verifier.verify(token, at: TestIssuer.start + 2).subject == "usr_1")
    }
}
