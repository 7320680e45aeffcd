// Private keys in DER: PKCS#8 (RFC 5208, RFC 5958) and the EC form of SEC 1 (RFC 5915).

import Crypto
import CryptoExtras
import SwiftASN1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

enum PrivateKeyDER {
    /// Reads a `PrivateKeyInfo` or a `OneAsymmetricKey`. Attributes are passed over.
    static func material(_ node: ASN1Node) throws -> KeyMaterial {
        try DER.sequence(node, identifier: .sequence) { nodes in
            let version = try Int(derEncoded: &nodes)
            guard version == 0 || version == 1, let identifier = nodes.next() else {
                throw ASN1Error.truncatedASN1Field()
            }
            let kind = try KeyKind(algorithmIdentifier: identifier)
            let secret = try ASN1OctetString(derEncoded: &nodes)
            DER.optionalImplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { _ in }
            let publicHalf: ASN1BitString? = try DER.optionalImplicitlyTagged(
                &nodes, tag: ASN1Identifier(tagWithNumber: 1, tagClass: .contextSpecific))
            // The version says whether the public half is there (RFC 5958 §2).
            guard (publicHalf != nil) == (version == 1) else { throw ASN1Error.truncatedASN1Field() }
            let material = try material(kind, Array(secret.bytes))
            if let publicHalf { try require(publicHalf, of: material) }
            return material
        }
    }

    /// Reads an `ECPrivateKey`.
    ///
    /// - Parameter curve: the curve that stands outside of it; a structure that stands alone must name its own.
    static func ecKey(_ node: ASN1Node, on outer: Curve?) throws -> KeyMaterial {
        try DER.sequence(node, identifier: .sequence) { nodes in
            guard try Int(derEncoded: &nodes) == 1 else { throw ASN1Error.truncatedASN1Field() }
            let scalar = try ASN1OctetString(derEncoded: &nodes)
            let named = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) {
                try KeyKind.curve(ASN1ObjectIdentifier(derEncoded: $0))
            }
            let point = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 1, tagClass: .contextSpecific) {
                try ASN1BitString(derEncoded: $0)
            }
            guard let curve = outer ?? named, named == nil || named == curve else {
                throw JOSEError.key(.encoding("an EC key that names one curve"))
            }
            let material = try KeyMaterial.derived(on: curve, from: Array(scalar.bytes))
            if let point { try require(point, of: material) }
            return material
        }
    }

    private static func material(_ kind: KeyKind, _ secret: [UInt8]) throws -> KeyMaterial {
        let node = try DER.parse(secret)
        switch kind {
        case .rsa: return try RSADER.privateKey(node)
        case .ec(let curve): return try ecKey(node, on: curve)
        // RFC 8410 §7: an octet string within the octet string.
        case .okp(let curve):
            return try .derived(on: curve, from: Array(ASN1OctetString(derEncoded: node).bytes))
        case .akp(let algorithm): return try akpKey(node, algorithm)
        }
    }

    /// The seed alone (RFC 9881 §6), or the seed beside the key that was expanded from it, which is made anew.
    private static func akpKey(_ node: ASN1Node, _ algorithm: SignatureAlgorithm) throws -> KeyMaterial {
        let seed = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
        switch node.identifier {
        case seed:
            let bytes = try ASN1OctetString(derEncoded: node, withIdentifier: seed).bytes
            return try .derived(algorithm, from: Array(bytes))
        case .sequence:
            return try DER.sequence(node, identifier: .sequence) { nodes in
                let seed = try ASN1OctetString(derEncoded: &nodes).bytes
                let expanded = try ASN1OctetString(derEncoded: &nodes).bytes
                let material = try KeyMaterial.derived(algorithm, from: Array(seed))
                // Both begin with the same 32 bytes (FIPS 204 §7.2).
                guard case .akp(_, let pub, _) = material,
                    expanded.count == (algorithm == .mlDSA65 ? 4_032 : 4_896),
                    expanded.prefix(32).elementsEqual(pub.prefix(32))
                else { throw halves }
                return material
            }
        default: throw JOSEError.key(.encoding("an ML-DSA private key with its seed"))
        }
    }

    private static let halves = JOSEError.key(.encoding("a key whose halves belong together"))

    /// Refuses a public half that is not that of the private one.
    private static func require(_ bits: ASN1BitString, of material: KeyMaterial) throws {
        guard try PublicKeyDER.wholeBytes(bits) == PublicKeyDER.bytes(of: material) else { throw halves }
    }

    /// Writes a `PrivateKeyInfo`.
    static func encoded(_ material: KeyMaterial) throws -> [UInt8] {
        guard let kind = KeyKind(of: material) else { throw JOSEError.key(.symmetric) }
        guard let secret = try secret(of: material) else { throw JOSEError.key(.notPrivate) }
        var coder = DER.Serializer()
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(0)
            try kind.serialize(into: &coder)
            try coder.serialize(ASN1OctetString(contentBytes: secret[...]))
        }
        return coder.serializedBytes
    }

    /// What the octet string of a private key holds; `nil` for a public one.
    private static func secret(of material: KeyMaterial) throws -> [UInt8]? {
        var coder = DER.Serializer()
        switch material {
        case .ec(_, let x, let y, let d?):
            try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(1)
                try coder.serialize(ASN1OctetString(contentBytes: d[...]))
                try coder.serialize(explicitlyTaggedWithTagNumber: 1, tagClass: .contextSpecific) { coder in
                    try coder.serialize(ASN1BitString(bytes: ([4] + x + y)[...]))
                }
            }
        case .okp(_, _, let d?): try coder.serialize(ASN1OctetString(contentBytes: d[...]))
        case .rsa(let n, let e, let numbers?):
            // Read by the primitive first, so that no file leaves that is not a key.
            return Array(try RSAKeys.signing(n: n, e: e, numbers).derRepresentation)
        case .akp(_, _, let seed?):
            try ASN1OctetString(contentBytes: seed[...]).serialize(
                into: &coder, withIdentifier: ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific))
        default: return nil
        }
        return coder.serializedBytes
    }
}
