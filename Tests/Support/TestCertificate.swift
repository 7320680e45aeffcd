// Certificates that are made while a test runs: no key is kept in the repository.

package import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate and its key.
package struct TestCertificate: Sendable {
    package let der: [UInt8]
    package let pem: String
    package let key: P256.Signing.PrivateKey
    package var keyPEM: String { key.pemRepresentation }
    private let certificate: Certificate

    /// What a certificate is to be for.
    package enum Use: Sendable {
        case server, client, anything, authority
    }

    /// - Parameters:
    ///   - subject: the name, most general part first.
    ///   - names: DNS names.
    ///   - issuer: who signs it; `nil` for itself.
    ///   - seconds: from when until when it is good, counted from now.
    package init(
        _ common: String = "auth.example.com",
        organization: String? = nil,
        names: [String] = ["auth.example.com"],
        use: Use = .anything,
        issuer: TestCertificate? = nil,
        key: P256.Signing.PrivateKey = P256.Signing.PrivateKey(),
        seconds: Range<Int> = -60..<3_600
    ) throws {
        let now = Date()
        let subject = try DistinguishedName {
            if let organization { OrganizationName(organization) }
            CommonName(common)
        }
        let extensions = try Certificate.Extensions {
            if case .authority = use {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            } else {
                Critical(BasicConstraints.notCertificateAuthority)
            }
            switch use {
            case .server: try ExtendedKeyUsage([.serverAuth])
            case .client: try ExtendedKeyUsage([.clientAuth])
            case .anything, .authority: try ExtendedKeyUsage([.any])
            }
            if !names.isEmpty { SubjectAlternativeNames(names.map { .dnsName($0) }) }
        }
        certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: now.addingTimeInterval(Double(seconds.lowerBound)),
            notValidAfter: now.addingTimeInterval(Double(seconds.upperBound)),
            issuer: issuer?.certificate.subject ?? subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(issuer?.key ?? key)
        )
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        der = serializer.serializedBytes
        pem = try certificate.serializeAsPEM().pemString + "\n"
        self.key = key
    }
}
