// Reports of use behind the guard: who passed is noted, who did not is not, and at shutdown what is left is sent.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import Logging
import ServiceLifecycle
import Support
import Synchronization
import Testing
import TokenVerifier

@Suite("ReportUses")
struct ReportUsesTests {
    /// Keeps what was posted.
    private final class Recorder: Fetch {
        let bodies = Mutex<[[UInt8]]>([])

        func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument { throw .notAllowed(url: url) }

        func post(_ message: PostedMessage, to url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
            bodies.withLock { $0.append(message.body) }
            return FetchedDocument(status: 204, body: [])
        }
    }

    @Test("a token that passes is noted with its address, one that is refused is not")
    func noted() async throws {
        let issuer = try TestIssuer()
        let (recorder, token) = (Recorder(), try issuer.fresh())
        let reporter = try UseReporter(
            issuer: issuer.issuer.value, clientID: "cli_1", secret: "secret", fetch: recorder)
        let router = Router(context: TokenRequestContext.self)
        router.add(middleware: TokenMiddleware(verifier: try issuer.verifier()))
        router.add(
            middleware: ReportUses(by: reporter) { request, _ in
                request.headers[values: HTTPField.Name("X-Forwarded-For") ?? .accept].last
            })
        router.get("me") { _, context in try context.requireToken().subject }
        try await Application(router: router).test(.router) { client in
            let bad = try await client.ask("/me", token: String(token.dropLast(4)) + "AAAA")
            #expect(bad.answer.status == 401)
            #expect(reporter.count == 0)
            for _ in 0..<3 {
                let fields = [
                    (HTTPField.Name.authorization, "Bearer \(token)"),
                    (HTTPField.Name("X-Forwarded-For") ?? .accept, "203.0.113.7"),
                ]
                #expect(try await client.ask("/me", .get, fields).answer.status == 200)
            }
        }
        #expect(reporter.count == 1)
        #expect(recorder.bodies.withLock { $0.isEmpty })
        await reporter.flush()
        let body = try #require(recorder.bodies.withLock { $0.first })
        let use = try JSONDocument.object(parsing: body)["uses"]?.elements?.first
        #expect(use?["jti"]?.string == "1.2.test" && use?["address"]?.string == "203.0.113.7")
    }

    @Test("what is left is sent when the application shuts down", .timeLimit(.minutes(8)))
    func shutdown() async throws {
        let issuer = try TestIssuer()
        let recorder = Recorder()
        let reporter = try UseReporter(
            issuer: issuer.issuer.value, clientID: "cli_1", secret: "secret", fetch: recorder)
        reporter.note(try await issuer.verifier().verify(issuer.fresh()), from: nil)
        let group = ServiceGroup(services: [reporter], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await Task.sleep(for: .milliseconds(50))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(recorder.bodies.withLock { $0.count } == 1)
        #expect(reporter.count == 0)
    }

    @Test("a report reaches a server in the same process as it was posted")
    func inProcess() async throws {
        let issuer = try TestIssuer()
        let seen = Mutex<(method: String, path: String?, type: String?, body: String)?>(nil)
        let fetch = InProcessFetch(issuer: issuer.issuer) { request in
            var request = request
            let body = String(buffer: try await request.collectBody(upTo: 10_000))
            let head = request.head
            seen.withLock { $0 = (head.method.rawValue, head.path, head.headerFields[.contentType], body) }
            return Response(status: .noContent)
        }
        let reporter = try UseReporter(
            issuer: issuer.issuer.value, clientID: "cli_1", secret: "secret", fetch: fetch)
        let now = today
        reporter.note(try await issuer.verifier().verify(issuer.fresh()), from: "192.0.2.1", at: now)
        await reporter.flush()
        #expect(reporter.count == 0)
        let found = try #require(seen.withLock { $0 })
        #expect(found.method == "POST" && found.path == "/api/token-uses" && found.type == "application/json")
        #expect(found.body == #"{"uses":[{"jti":"1.2.test","at":\#(now),"address":"192.0.2.1"}]}"#)
    }

    @Test("an opaque token passes, and an issuer that can't be asked about one is 503")
    func opaque() async throws {
        let issuer = try TestIssuer()
        let (known, other) = (TestIssuer.opaque(), TestIssuer.opaque())
        var answer = OpaqueAnswer()
        // An answer is good for half a minute, which on a busy machine may pass before it is asked for.
        let now = today
        (answer.expiresAt, answer.issuedAt) = (now + 900, now)
        issuer.answer(opaque: known, with: answer)
        let verifier = try issuer.verifier(
            acceptOpaque: TestIssuer.opaqueTokens(), means: VerifierMeans(fetch: issuer, now: { now }))
        try await guardedAPI(verifier).test(.router) { client in
            #expect(try await client.ask("/me", token: known).text == "usr_1")
            issuer.isDown = true
            let (refused, _) = try await client.ask("/me", token: other)
            #expect(refused.status == 503 && refused.code == "introspection_unavailable")
            #expect(refused.challenge == nil)
        }
    }
}
