// The context of a request in this process: it knows where the request came from.

internal import Authority
internal import AuthorityServer
internal import Hummingbird
internal import Logging
internal import NIOCore

struct TesseraContext: ServerContext {
    var coreContext: CoreRequestContextStorage
    let peerAddress: String?
    /// What is known of encrypted connections; told by the gate through which every request comes.
    var tls: TLSSettings?
    private let channel: (any Channel)?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peerAddress = source.channel.remoteAddress?.ipAddress
        channel = source.channel
    }

    var hasConnection: Bool { channel != nil }

    func hangUp() { channel?.close(promise: nil) }

    func clientCertificate() async -> ShownCertificate? {
        guard let tls, let channel else { return nil }
        return await tls.shown(on: channel)
    }

    /// The context of a request that this process makes of itself, without a socket.
    init(inProcess logger: Logger) {
        coreContext = .init(source: InProcessSource(logger: logger))
        peerAddress = nil
        channel = nil
    }

    private struct InProcessSource: RequestContextSource {
        let logger: Logger
    }
}
