// The server's certificate and its key: a pair that belongs together, and what connections are encrypted with.

internal import NIOCore
internal import NIOSSL

/// A chain and its key in PEM, as they were read.
package struct CertificatePair: Hashable, Sendable, CustomStringConvertible {
    package let chain: String
    package let key: String

    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }

    package var description: String { "CertificatePair(hidden)" }
}

/// A pair that was checked. Each connection keeps the one that it began with.
package struct ServerCertificate: Sendable {
    let pair: CertificatePair
    let context: NIOSSLContext
    /// The second from which peers refuse it.
    package let expiresAt: Int

    /// Reads a pair.
    ///
    /// - Parameter asksClients: whether peers are asked for a certificate of their own.
    init(_ pair: CertificatePair, asksClients: Bool) throws {
        guard pair.chain.contains("-----BEGIN CERTIFICATE-----") else { throw CertificateFault.noCertificate }
        let chain = try reading(.certificateUnreadable) {
            try NIOSSLCertificate.fromPEMBytes(Array(pair.chain.utf8))
        }
        guard let own = chain.first else { throw CertificateFault.noCertificate }
        guard !pair.key.contains("ENCRYPTED") else { throw CertificateFault.keyIsEncrypted }
        let key = try reading(.keyUnreadable) {
            try NIOSSLPrivateKey(bytes: Array(pair.key.utf8), format: .pem)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuites = ServerCertificate.suites
        configuration.applicationProtocols = ["h2", "http/1.1"]
        // A peer that never says goodbye is not waited for.
        configuration.shutdownTimeout = .seconds(1)
        if asksClients {
            // No authority is named here: who vouches for a client is a question of its registration.
            configuration.certificateVerification = .optionalVerification
            configuration.trustRoots = .certificates([])
        }
        // The library below compares the two when it takes them.
        context = try reading(.keyOfAnother) { [configuration] in
            try NIOSSLContext(configuration: configuration)
        }
        expiresAt = Int(own.notValidAfter)
        self.pair = pair
    }

    /// For TLS 1.2: forward secrecy and authenticated encryption alone (RFC 9325 §4.2). The suites of TLS 1.3 are all good.
    private static let suites = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ].joined(separator: ":")
}

/// Says what the library below only has a number for.
private func reading<T>(_ fault: CertificateFault, _ body: () throws -> T) throws -> T {
    do {
        return try body()
    } catch is NIOSSLError {
        throw fault
    } catch is BoringSSLError {
        throw fault
    }
}
