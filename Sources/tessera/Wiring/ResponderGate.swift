// The responder that stands at the port before the rooms behind it are wired.

internal import Hummingbird
internal import HummingbirdTokens
internal import Synchronization

/// Answers 503 until it is opened. The port is bound first, because the issuer's name may hold the port.
final class ResponderGate: HTTPResponder {
    typealias Context = TesseraContext

    private let inner = Mutex<(any HTTPResponder<TesseraContext>)?>(nil)

    func open(_ responder: any HTTPResponder<TesseraContext>) { inner.withLock { $0 = responder } }

    func respond(to request: Request, context: TesseraContext) async throws -> Response {
        guard let responder = inner.withLock({ $0 }) else {
            return Response(status: .serviceUnavailable, headers: [.retryAfter: "1"])
        }
        return try await responder.respond(to: request, context: context)
    }
}
