// How long what does not go on may take, and how many may be connected.

package import HummingbirdCore
package import Logging
internal import NIOCore

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

package struct ConnectionLimits: Sendable {
    package var handshake = Duration.seconds(10)
    package var idle = Duration.seconds(60)
    /// From the first byte of a request to its last.
    package var request = Duration.seconds(30)
    /// From the word that the server shuts down until the connection is cut.
    package var closing = Duration.seconds(20)

    package init() {}

    /// How many connections are taken at once; more wait until one ends. Files of the database and connections to other
    /// servers need descriptors too.
    package static var most: Int {
        let descriptors = sysconf(Int32(_SC_OPEN_MAX))
        return min(16_384, max(64, (descriptors < 0 ? 1_024 : descriptors) - 256))
    }

    /// Lets in no more than that.
    package static func room(_ logger: Logger) -> any AvailableConnectionsDelegate {
        MaximumAvailableConnections(most, logger: logger)
    }

    /// What a connection of HTTP/1.1, or a stream of HTTP/2, is set up with.
    var http: HTTP1Channel.Configuration {
        let request = request
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestDeadline(request)], idleTimeout: TimeAmount(idle))
    }
}
