// How the server stands towards the network, and therefore whose word an address is.

internal import HTTPTypes
internal import Hummingbird

/// How the server stands towards the network.
package struct ServerPlace: Sendable {
    /// A reverse proxy stands before the server, and its last `X-Forwarded-For` entry is the client.
    package var behindProxy: Bool

    /// How many may listen to the stream of changes from one address. Many APIs behind one router need more than the usual.
    package var streamsPerAddress: Int

    /// Encryption ends here, and not at a proxy.
    package var endsTLS: Bool

    /// Clients are asked for a certificate (RFC 8705).
    package var takesCertificates: Bool

    package init(
        behindProxy: Bool,
        streamsPerAddress: Int = 10,
        endsTLS: Bool = false,
        takesCertificates: Bool = false
    ) {
        self.behindProxy = behindProxy
        self.streamsPerAddress = streamsPerAddress
        self.endsTLS = endsTLS
        self.takesCertificates = takesCertificates
    }

    /// The address that attempts are counted by. Only the last entry is the proxy's own word; those before it
    /// are the client's to invent.
    func clientAddress(of request: Request, _ context: some ServerContext) -> String {
        let peer = context.peerAddress.flatMap(ClientAddress.init)?.counted ?? "unknown"
        guard behindProxy, let forwarded = request.headers[values: .xForwardedFor].last,
            let last = forwarded.split(separator: ",").last
        else { return peer }
        return ClientAddress(String(last))?.counted ?? peer
    }
}
