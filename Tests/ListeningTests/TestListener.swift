// A server of one answer on a free port of this machine, encrypted as a test wants it.

import Hummingbird
import HummingbirdCore
import JOSE
import Listening
import Logging
import NIOCore
import OAuth
import ServiceLifecycle
import Support

/// A context that tells which certificate the client showed.
struct ListenerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

enum TestListener {
    /// Limits that a test on a busy machine does not meet by accident.
    static var patient: ConnectionLimits {
        var limits = ConnectionLimits()
        (limits.handshake, limits.idle) = (.seconds(600), .seconds(3_600))
        return limits
    }

    static func served(_ certificate: TestCertificate, asksClients: Bool = false) throws -> ServedCertificate {
        let pair = CertificatePair(chain: certificate.pem, key: certificate.keyPEM)
        return try ServedCertificate(asksClients: asksClients) { pair }
    }

    /// Runs a server that answers with the thumbprint of the client's certificate, or `none`; `/wait` never answers.
    static func run<T: Sendable>(
        _ certificate: ServedCertificate,
        limits: ConnectionLimits = TestListener.patient,
        _ body: @escaping @Sendable (_ port: Int) async throws -> T
    ) async throws -> T {
        try await run(.encrypted(certificate, limits: limits), body)
    }

    /// The same on any sort of connection.
    static func run<T: Sendable>(
        _ server: HTTPServerBuilder,
        _ body: @escaping @Sendable (_ port: Int) async throws -> T
    ) async throws -> T {
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder<ListenerContext> { request, context in
                if request.uri.path == "/wait" { try await Task.sleep(for: .seconds(3_600)) }
                let der = await PeerCertificate.der(of: context.channel)
                let text = der.map { Confirmation.thumbprint(ofCertificate: $0) } ?? "none"
                return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
            },
            server: server,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { told.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let group = ServiceGroup(
            configuration: .init(
                services: [application],
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var port = 0
            for await taken in ports {
                port = taken
                break
            }
            let result = try await body(port)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }
}
