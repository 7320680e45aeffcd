// Telling the issuer which tokens were used here: a note behind the guard, and a report when there is time.

public import Hummingbird
internal import NIOCore
public import ServiceLifecycle
public import TokenVerifier

/// Notes the use of each token that passed the guard before it; nothing is sent while a request waits.
///
/// ```swift
/// router.add(middleware: TokenMiddleware(verifier: verifier))
/// router.add(middleware: ReportUses(by: reporter))
/// application.addServices(reporter)
/// ```
public struct ReportUses<Context: TokenContext>: RouterMiddleware {
    private let reporter: UseReporter
    private let address: @Sendable (Request, Context) -> String?

    /// A note for each use.
    ///
    /// - Parameters:
    ///   - reporter: collects the uses; add it to the application's services, so that it reports.
    ///   - address: where a request came from. By default the peer of the connection, where the context knows it; behind a
    ///     proxy that is the proxy, so say how yours tells the client's.
    public init(
        by reporter: UseReporter,
        address: @escaping @Sendable (Request, Context) -> String? = { _, context in
            (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
        }
    ) {
        self.reporter = reporter
        self.address = address
    }

    /// Lets the request through.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let token = context.token { reporter.note(token, from: address(request, context)) }
        return try await next(request, context)
    }
}

extension UseReporter: Service {
    /// Reports until the application shuts down, and then what is left.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.keepReporting() }
        await flush()
    }
}
