// What kind of key a file holds: the algorithm identifiers of its structure (RFC 5280 §4.1.1.2).

import SwiftASN1

/// A kind of key, as an `AlgorithmIdentifier` says it.
enum KeyKind: Hashable, Sendable {
    /// `rsaEncryption` with NULL (RFC 8017 §A.1). RSASSA-PSS keys, which restrict themselves by parameters, are not known.
    case rsa
    /// `id-ecPublicKey` with a named curve (RFC 5480 §2.1.1).
    case ec(Curve)
    /// A curve of RFC 8410 §3.
    case okp(Curve)
    /// ML-DSA (RFC 9881 §2).
    case akp(SignatureAlgorithm)

    private static let curves: [(Curve, ASN1ObjectIdentifier)] = [
        (.p256, .NamedCurves.secp256r1), (.p384, .NamedCurves.secp384r1), (.p521, .NamedCurves.secp521r1),
    ]

    /// Kinds whose identifier stands alone, without parameters.
    private static let alone: [(KeyKind, ASN1ObjectIdentifier)] = [
        (.okp(.x25519), [1, 3, 101, 110]), (.okp(.ed25519), [1, 3, 101, 112]),
        (.akp(.mlDSA65), [2, 16, 840, 1, 101, 3, 4, 3, 18]),
        (.akp(.mlDSA87), [2, 16, 840, 1, 101, 3, 4, 3, 19]),
    ]

    /// Reads an `AlgorithmIdentifier`, with exactly the parameters that its algorithm asks for.
    init(algorithmIdentifier node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            let algorithm = try ASN1ObjectIdentifier(derEncoded: &nodes)
            if let match = KeyKind.alone.first(where: { $0.1 == algorithm }) { return match.0 }
            switch algorithm {
            case .AlgorithmIdentifier.rsaEncryption:
                _ = try ASN1Null(derEncoded: &nodes)
                return .rsa
            case .AlgorithmIdentifier.idEcPublicKey:
                return .ec(try KeyKind.curve(ASN1ObjectIdentifier(derEncoded: &nodes)))
            default: throw JOSEError.key(.unknownType(String(describing: algorithm).excerpt(64)))
            }
        }
    }

    /// The curve of an identifier.
    static func curve(_ identifier: ASN1ObjectIdentifier) throws(JOSEError) -> Curve {
        guard let match = curves.first(where: { $0.1 == identifier }) else {
            throw .key(.unknownType(String(describing: identifier).excerpt(64)))
        }
        return match.0
    }

    /// The kind of a key pair; `nil` for a shared secret.
    init?(of material: KeyMaterial) {
        switch material {
        case .ec(let curve, _, _, _): self = .ec(curve)
        case .okp(let curve, _, _): self = .okp(curve)
        case .rsa: self = .rsa
        case .akp(let algorithm, _, _): self = .akp(algorithm)
        case .oct: return nil
        }
    }

    /// Writes the `AlgorithmIdentifier`.
    func serialize(into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            switch self {
            case .rsa:
                try coder.serialize(ASN1ObjectIdentifier.AlgorithmIdentifier.rsaEncryption)
                try coder.serialize(ASN1Null())
            case .ec(let curve):
                try coder.serialize(ASN1ObjectIdentifier.AlgorithmIdentifier.idEcPublicKey)
                for (named, identifier) in KeyKind.curves where named == curve {
                    try coder.serialize(identifier)
                }
            case .okp, .akp:
                for (kind, identifier) in KeyKind.alone where kind == self { try coder.serialize(identifier) }
            }
        }
    }
}
