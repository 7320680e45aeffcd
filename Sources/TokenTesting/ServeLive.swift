// The authority on a real port, for programs that are not in the test's process.

internal import HTTPTypes
internal import Hummingbird
public import HummingbirdTokens
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

extension TestAuthority {
    /// Runs a test with an authority that serves discovery, keys and status lists on the loopback interface.
    ///
    /// Its clock goes along with the machine's, because programs in other languages have no other.
    ///
    /// ```swift
    /// try await TestAuthority.live(audience: "https://notes.example.com") { authority in
    ///     try await run("node", "verify.mjs", authority.issuer.value, authority.audience)
    /// }
    /// ```
    ///
    /// - Parameter body: is given the authority; its ``issuer`` is `http://127.0.0.1:` and a free port.
    /// - Throws: what the body throws, or why the port can't be opened.
    public static func live<Value>(
        audience: String = "https://api.test.invalid",
        algorithm: SignatureAlgorithm = .es256,
        _ body: (TestAuthority) async throws -> Value
    ) async throws -> Value {
        let logger = Logger(label: "TestAuthority") { _ in SwiftLogNoOpLogHandler() }
        let desk = Desk()
        let (ports, opened) = AsyncThrowingStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in try await desk.answer(request)
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in opened.yield(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                do {
                    try await group.run()
                    opened.finish()
                } catch {
                    opened.finish(throwing: error)
                }
            }
            guard let port = try await ports.first(where: { _ in true }) else { throw CancellationError() }
            let result: Result<Value, any Error>
            do {
                let authority = try TestAuthority(
                    of: Issuer("http://127.0.0.1:\(port)"),
                    audience: audience,
                    algorithm: algorithm,
                    clock: .running()
                )
                desk.open(authority)
                result = .success(try await body(authority))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            return try result.get()
        }
    }
}

/// Where requests arrive: nobody is there until the port, and with it the name of the authority, is known.
private final class Desk: Sendable {
    private let authority = Mutex<TestAuthority?>(nil)

    func open(_ authority: TestAuthority) { self.authority.withLock { $0 = authority } }

    func answer(_ request: Request) async throws -> Response {
        guard request.method == .get, let authority = authority.withLock({ $0 }) else {
            return Response(status: .notFound)
        }
        do {
            let document = try await authority.get(authority.issuer.origin + request.uri.path, accept: "*/*")
            return Response(
                status: .init(code: document.status),
                headers: document.contentType.map { [.contentType: $0] } ?? [:],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: document.body))
            )
        } catch {
            return Response(status: .serviceUnavailable)
        }
    }
}
