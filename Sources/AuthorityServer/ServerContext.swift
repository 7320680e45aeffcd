// What a route of the authority needs to know of a request besides the request.

package import Authority
package import Hummingbird

/// A request context that knows where the request came from.
package protocol ServerContext: RequestContext {
    /// The address of the peer: the client, or the proxy before it; `nil` where there is no socket.
    var peerAddress: String? { get }

    /// Whether the request came over a connection whose end can be heard while it is answered.
    var hasConnection: Bool { get }

    /// Closes that connection, whatever is being written.
    func hangUp()

    /// The certificate that the peer showed, where encryption ends here and one is asked for.
    func clientCertificate() async -> ShownCertificate?
}

extension ServerContext {
    package var hasConnection: Bool { false }

    package func hangUp() {}

    package func clientCertificate() async -> ShownCertificate? { nil }
}
