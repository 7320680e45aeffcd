// The structures in which keys lie in files, by their labels and by their shapes.

import SwiftASN1

/// A structure that holds one key, by the label that PEM has for it (RFC 7468 §4, RFC 5915 §4, and what OpenSSL made
/// customary for PKCS#1).
enum KeyStructure: String, CaseIterable, Sendable {
    /// `PrivateKeyInfo` and `OneAsymmetricKey` (RFC 5208, RFC 5958).
    case pkcs8 = "PRIVATE KEY"
    /// `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
    case spki = "PUBLIC KEY"
    /// `RSAPrivateKey` (RFC 8017 §A.1.2).
    case rsaPrivate = "RSA PRIVATE KEY"
    /// `RSAPublicKey` (RFC 8017 §A.1.1).
    case rsaPublic = "RSA PUBLIC KEY"
    /// `ECPrivateKey` (RFC 5915 §3).
    case sec1 = "EC PRIVATE KEY"
    /// `Certificate` (RFC 5280 §4.1), of which only the key is read.
    case certificate = "CERTIFICATE"

    /// The structure that a label names; `nil` for labels of something else.
    init?(label: String) {
        guard let match = Self.allCases.first(where: { $0.rawValue.hasBytes(of: label) }) else { return nil }
        self = match
    }

    /// The structure that DER without a label must be. Their first elements tell them apart.
    init?(shapeOf node: ASN1Node) {
        guard node.identifier == .sequence, case .constructed(let children) = node.content else { return nil }
        let shape = children.prefix(3).map(\.identifier)
        switch shape {
        case [.integer, .sequence, .octetString]: self = .pkcs8
        case [.sequence, .bitString]: self = .spki
        case [.integer, .integer, .integer]: self = .rsaPrivate
        case [.integer, .integer]: self = .rsaPublic
        case [.sequence, .sequence, .bitString]: self = .certificate
        default:
            guard shape.starts(with: [.integer, .octetString]) else { return nil }
            self = .sec1
        }
    }

    /// What a refusal calls it.
    var words: String {
        switch self {
        case .pkcs8: "a private key (PKCS#8) in strict DER"
        case .spki: "a public key (SubjectPublicKeyInfo) in strict DER"
        case .rsaPrivate: "an RSA private key (PKCS#1) in strict DER"
        case .rsaPublic: "an RSA public key (PKCS#1) in strict DER"
        case .sec1: "an EC private key (SEC 1) in strict DER"
        case .certificate: "an X.509 certificate in strict DER"
        }
    }
}
