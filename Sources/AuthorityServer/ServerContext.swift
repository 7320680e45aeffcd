// What a route of the authority needs to know of a request besides the request.

package import Hummingbird

/// A request context that knows where the request came from.
package protocol ServerContext: RequestContext {
    /// The address of the peer: the client, or the proxy before it; `nil` where there is no socket.
    var peerAddress: String? { get }
}

/// How the server stands towards the network.
package struct ServerPlace: Sendable {
    /// A reverse proxy stands before the server, and its last `X-Forwarded-For` entry is the client.
    package var behindProxy: Bool

    package init(behindProxy: Bool) { self.behindProxy = behindProxy }

    /// The address that attempts are counted by. Only the last entry is the proxy's own word; those before it
    /// are the client's to invent.
    func clientAddress(of request: Request, _ context: some ServerContext) -> String {
        let peer = context.peerAddress ?? "unknown"
        guard behindProxy, let forwarded = request.headers[values: .xForwardedFor].last,
            let last = forwarded.split(separator: ",").last
        else { return peer }
        let address = last.filter { $0 != " " && $0 != "\t" }
        return (1...64).contains(address.utf8.count) ? address : peer
    }
}
