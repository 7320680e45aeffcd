// A connection that is encrypted, and speaks HTTP/2 or HTTP/1.1 as its peer likes (ALPN, RFC 7301).

package import HummingbirdCore
internal import HummingbirdHTTP2
package import Logging
package import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Sets up connections, each with the certificate that is the present one when it begins.
package struct EncryptedChannel: ServerChildChannel {
    package struct Value: ServerChildChannelValue {
        let negotiated: EventLoopFuture<Negotiated>
        package let channel: any Channel
    }

    enum Negotiated: Sendable {
        case http1(HTTP1Channel.Value)
        case http2(HTTP2Channel.Value)
    }

    private let certificate: ServedCertificate
    private let limits: ConnectionLimits
    private let http1: HTTP1Channel
    private let http2: HTTP2Channel

    init(
        _ certificate: ServedCertificate, _ limits: ConnectionLimits,
        responder: @escaping HTTPChannelHandler.Responder
    ) {
        self.certificate = certificate
        self.limits = limits
        http1 = HTTP1Channel(responder: responder, configuration: limits.http)
        // Streams (100 at once), headers (16 KB) and resets (200 in 30 s) are bounded by the library below.
        http2 = HTTP2Channel(
            responder: responder,
            configuration: .init(
                idleTimeout: limits.idle,
                gracefulCloseTimeout: limits.closing,
                streamConfiguration: limits.http
            )
        )
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let context = certificate.current.context
            // Whoever shows a certificate proves that the key is its own. What the certificate is worth is asked later.
            let handler =
                certificate.asksClients
                ? NIOSSLServerHandler(
                    context: context,
                    customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) })
                : NIOSSLServerHandler(context: context)
            try pipeline.addHandler(handler)
            try pipeline.addHandler(ConnectionDeadlines(limits))
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result in
                if case .negotiated("h2") = result {
                    return http2.setup(channel: channel, logger: logger).map { .http2($0) }
                }
                return http1.setup(channel: channel, logger: logger).map { .http1($0) }
            }
            try pipeline.addHandler(negotiation)
            return Value(negotiated: negotiation.protocolNegotiationResult, channel: channel)
        }
    }

    package func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.negotiated.get() {
            case .http1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let connection): await http2.handle(value: connection, logger: logger)
            }
        } catch {
            logger.debug("a connection ended before it was encrypted", metadata: ["error": "\(error)"])
        }
    }
}

extension HTTPServerBuilder {
    /// Connections that are not encrypted here.
    package static func plain(limits: ConnectionLimits = ConnectionLimits()) -> HTTPServerBuilder {
        .http1(configuration: limits.http)
    }

    /// Connections that are encrypted with a certificate.
    package static func encrypted(
        _ certificate: ServedCertificate, limits: ConnectionLimits = ConnectionLimits()
    )
        -> HTTPServerBuilder
    {
        HTTPServerBuilder { EncryptedChannel(certificate, limits, responder: $0) }
    }
}
