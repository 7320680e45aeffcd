// Fetching from a router in the same process.

import HTTPTypes
import Hummingbird
import HummingbirdTokens
import JOSE
import Logging
import NIOCore
import OAuth
import Support
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
