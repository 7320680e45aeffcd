// What encryption needs, when it ends here: the certificate, whom clients are vouched for by, and the plain listener.

internal import Authority
internal import AuthorityServer
internal import Hummingbird
internal import Listening
internal import Logging
internal import NIOCore
internal import OAuth
internal import ServiceLifecycle
internal import UnixSignals

struct TLSSettings: Sendable {
    let certificate: ServedCertificate
    /// Whether clients may show a certificate, and who may vouch for one.
    let takesCertificates: Bool
    let authorities: ClientAuthorities?
    /// Where requests that are not encrypted are sent away.
    let redirect: ListenAddress?

    /// The certificate that a client showed on a connection.
    func shown(on channel: any Channel) async -> ShownCertificate? {
        guard takesCertificates, let der = await PeerCertificate.der(of: channel) else { return nil }
        return ShownCertificate(der: der) { await authorities?.vouch(for: der) ?? false }
    }

    /// What goes on beside the requests: the files are looked at at intervals, and when a signal says so.
    func services(_ logger: Logger, origin: @escaping @Sendable () -> String?) -> [any Service] {
        warn(of: certificate.current, logger)
        let renewing = Chore("renewing the certificate", every: .seconds(10), logger: logger) {
            try renew(logger)
        }
        let asked = SignalWatch(signal: .sighup) { renewNow(logger) }
        guard let redirect else { return [renewing, asked] }
        return [renewing, asked, PlainListener(address: redirect, origin: origin, logger: logger)]
    }

    private func renew(_ logger: Logger) throws {
        guard let new = try certificate.renew() else { return }
        logger.notice(
            "the certificate was renewed", metadata: ["expires": "\(Timestamp.text(new.expiresAt))"])
        warn(of: new, logger)
    }

    private func renewNow(_ logger: Logger) {
        do {
            try renew(logger)
        } catch {
            logger.error("the old certificate stays in use", metadata: ["error": "\(error)"])
        }
    }

    private func warn(of certificate: ServerCertificate, _ logger: Logger) {
        guard certificate.expiresAt <= Clock.now() else { return }
        logger.warning(
            "the certificate has expired, and clients refuse it; renew it",
            metadata: ["expired": "\(Timestamp.text(certificate.expiresAt))"])
    }
}

/// Does something each time a signal comes, until the server ends.
private struct SignalWatch: Service {
    let signal: UnixSignal
    let work: @Sendable () -> Void

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: signal).cancelOnGracefulShutdown() { work() }
    }
}

/// The plain listener.
private struct PlainListener: Service {
    let address: ListenAddress
    let origin: @Sendable () -> String?
    let logger: Logger

    func run() async throws {
        let application = Application(
            responder: RedirectToIssuer(origin: origin),
            server: .http1(configuration: .init(idleTimeout: .seconds(10))),
            configuration: .init(address: .hostname(address.host, port: address.port)),
            logger: logger
        )
        do {
            try await application.run()
        } catch let error as IOError {
            throw address.failure(error)
        }
    }
}
