// The responder that stands at the port before the rooms behind it are wired.

internal import Hummingbird
internal import HummingbirdTokens
internal import Synchronization

/// Answers 503 until it is opened. The port is bound first, because the issuer's name may hold the port.
final class ResponderGate: HTTPResponder {
    typealias Context = TesseraContext

    private let inner = Mutex<(any HTTPResponder<TesseraContext>)?>(nil)
    private let tls: TLSSettings?

    /// - Parameter tls: what is known of encrypted connections; `nil` where none is encrypted here.
    init(tls: TLSSettings? = nil) { self.tls = tls }

    func open(_ responder: any HTTPResponder<TesseraContext>) { inner.withLock { $0 = responder } }

    func respond(to request: Request, context: TesseraContext) async throws -> Response {
        guard let responder = inner.withLock({ $0 }) else {
            return Response(status: .serviceUnavailable, headers: [.retryAfter: "1"])
        }
        var context = context
        context.tls = tls
        return try await responder.respond(to: request, context: context)
    }
}
