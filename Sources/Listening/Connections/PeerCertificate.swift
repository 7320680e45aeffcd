// The certificate that the peer of a connection showed.

package import NIOCore
internal import NIOSSL

package enum PeerCertificate {
    /// The certificate in DER, whose key the peer has proven to hold; `nil` where none was shown, or nothing is encrypted here.
    ///
    /// - Parameter channel: the connection, or one stream of it (HTTP/2).
    package static func der(of channel: any Channel) async -> [UInt8]? {
        for place in [channel, channel.parent] {
            guard let place else { continue }
            do {
                return try await place.nioSSL_peerCertificate().get()?.toDERBytes()
            } catch {
                // No encryption on this one; a stream's is on its connection.
                continue
            }
        }
        return nil
    }
}
