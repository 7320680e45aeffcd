// What a route of the authority needs to know of a request besides the request.

package import Hummingbird

/// A request context that knows where the request came from.
package protocol ServerContext: RequestContext {
    /// The address of the peer: the client, or the proxy before it; `nil` where there is no socket.
    var peerAddress: String? { get }
}
