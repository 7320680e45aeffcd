// Who may vouch for the certificates of clients: the authorities of a file, and none that a system trusts for websites.

internal import SwiftASN1
internal import X509

/// Authorities whose signature under a client's certificate counts (RFC 8705 §2.1).
package struct ClientAuthorities: Sendable {
    private let store: CertificateStore

    /// Reads certificates in PEM. Authorities between a root and the clients stand in the file as well: what a peer sends beside
    /// its own certificate is not looked at.
    package init(pem: String) throws {
        let documents: [PEMDocument]
        let certificates: [Certificate]
        do {
            documents = try PEMDocument.parseMultiple(pemString: pem)
            certificates = try documents.map { try Certificate(pemDocument: $0) }
        } catch {
            throw CertificateFault.noAuthorities
        }
        guard !certificates.isEmpty else { throw CertificateFault.noAuthorities }
        store = CertificateStore(certificates)
    }

    /// Whether one of them vouches for a certificate now: the chain, the dates, and that it is for clients.
    ///
    /// - Parameter der: the certificate.
    package func vouch(for der: [UInt8]) async -> Bool {
        do {
            let leaf = try Certificate(derEncoded: der)
            let uses = try leaf.extensions.extendedKeyUsage
            guard uses.map({ $0.contains(.clientAuth) || $0.contains(.any) }) ?? true else { return false }
            var verifier = Verifier(rootCertificates: store) { RFC5280Policy() }
            let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore())
            guard case .validCertificate(let chain) = result else { return false }
            // An authority's own certificate is nobody's client.
            return chain.count > 1
        } catch {
            return false
        }
    }
}
