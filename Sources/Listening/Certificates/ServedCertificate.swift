// The certificate that new connections get, which is replaced while the server runs.

internal import Synchronization

/// Holds the present certificate. A pair is replaced as a whole or not at all.
package final class ServedCertificate: Sendable {
    private let read: @Sendable () throws -> CertificatePair
    /// Whether peers are asked for a certificate of their own.
    let asksClients: Bool
    private let held: Mutex<ServerCertificate>

    /// - Parameter read: reads the pair as it stands now.
    package init(asksClients: Bool = false, read: @escaping @Sendable () throws -> CertificatePair) throws {
        self.read = read
        self.asksClients = asksClients
        held = Mutex(try ServerCertificate(read(), asksClients: asksClients))
    }

    package var current: ServerCertificate { held.withLock { $0 } }

    /// Takes what the files hold now, if it is another pair. While only one of two files is written, the two don't belong
    /// together: that is thrown, the old pair stays, and the next round finds both.
    ///
    /// - Returns: the new certificate; `nil` where nothing changed.
    package func renew() throws -> ServerCertificate? {
        let pair = try read()
        guard pair != current.pair else { return nil }
        let new = try ServerCertificate(pair, asksClients: asksClients)
        held.withLock { $0 = new }
        return new
    }
}
