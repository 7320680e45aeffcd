// Where the browser comes back to: a listener on this machine alone, for one answer (RFC 8252 §7.3).

internal import Hummingbird
internal import Logging
internal import NIOCore
internal import OAuth
internal import ServiceLifecycle

/// A redirect URI on the loopback address.
struct CallbackAddress: Sendable {
    /// 0 for any free one.
    let port: Int
    let path: String
    private let host: String
    /// The address on which to listen.
    let binds: String

    /// Reads `http://127.0.0.1[:PORT]/PATH`.
    init(_ uri: String) throws(Failure) {
        let wrong = Failure(
            .usage,
            "\(uri) is no address to come back to here; expected http://127.0.0.1/callback, with or without a port"
        )
        let issuer: Issuer
        do {
            issuer = try Issuer(uri)
        } catch {
            throw wrong
        }
        guard issuer.isLoopback, issuer.origin.hasPrefix("http://") else { throw wrong }
        host = issuer.host
        // A browser that finds nobody at one address of localhost goes to the other.
        binds = host == "localhost" ? "127.0.0.1" : host.filter { !"[]".contains($0) }
        path = issuer.path.isEmpty ? "/" : issuer.path
        let rest = issuer.origin.dropFirst("http://".count + host.count)
        port = rest.isEmpty ? 0 : Int(rest.dropFirst()) ?? 0
    }

    func uri(port: Int) -> String { "http://\(host):\(port)\(path)" }
}

enum CallbackListener {
    private enum Event: Sendable {
        case listening(Int)
        case answered(RequestParameters)
        case failed(Failure)
    }

    /// Waits for the answer of an authorization endpoint.
    ///
    /// What does not carry the state is no answer to this request: it is refused, and the wait goes on.
    ///
    /// - Parameter began: told the redirect URI once somebody listens there.
    static func answer(
        at address: CallbackAddress,
        state: String,
        within seconds: Int,
        began: (String) async throws -> Void
    ) async throws -> RequestParameters {
        let (events, told) = AsyncStream<Event>.makeStream()
        let quiet = Logger(label: "tessera") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            router: router(address.path, state) { told.yield(.answered($0)) },
            // A browser opens connections ahead and may leave one idle; nobody waits for that.
            server: .http1(configuration: .init(idleTimeout: .seconds(10))),
            configuration: .init(address: .hostname(address.binds, port: address.port)),
            onServerRunning: { channel in told.yield(.listening(channel.localAddress?.port ?? 0)) },
            logger: quiet
        )
        let group = ServiceGroup(configuration: .init(services: [application], logger: quiet))
        let running = Task {
            do {
                try await group.run()
            } catch {
                told.yield(
                    .failed(
                        Failure(
                            .general,
                            "can't listen on \(address.binds):\(address.port); is the port taken? (\(error))")
                    ))
            }
        }
        let patience = Task {
            try await Task.sleep(for: .seconds(seconds))
            told.yield(
                .failed(Failure(.cancelled, "nobody came back from the browser within \(seconds) seconds")))
        }
        defer { patience.cancel() }
        for await event in events {
            switch event {
            case .listening(let port):
                do {
                    try await began(address.uri(port: port))
                } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
            case .answered(let parameters):
                // The page reaches the browser before the listener is gone.
                await group.triggerGracefulShutdown()
                await running.value
                return parameters
            case .failed(let failure):
                await group.triggerGracefulShutdown()
                throw failure
            }
        }
        throw Failure(.cancelled, "the wait for the browser was given up")
    }

    private static func router(
        _ path: String,
        _ state: String,
        answered: @escaping @Sendable (RequestParameters) -> Void
    ) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.get(RouterPath(path)) { request, _ in
            do {
                let parameters = try RequestParameters(FormParameters.of((request.uri.query ?? "").utf8))
                guard let came = parameters.value("state"), came.utf8.elementsEqual(state.utf8) else {
                    return page(.badRequest, "This is not the answer that tessera waits for.")
                }
                answered(parameters)
                return parameters.has("code")
                    ? page(.ok, "You may close this window and go back to the terminal.")
                    : page(.ok, "It was not allowed, or it failed. The terminal says more.")
            } catch {
                return page(.badRequest, "This is not the answer that tessera waits for.")
            }
        }
        return router
    }

    private static func page(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        let text =
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>tessera</title><p>\(sentence)</p></html>\n"
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .connection: "close",
                .contentSecurityPolicy: "default-src 'none'",
            ],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
