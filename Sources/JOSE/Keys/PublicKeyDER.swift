// Public keys in DER: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), alone and inside a certificate.

import SwiftASN1

enum PublicKeyDER {
    /// Reads a `SubjectPublicKeyInfo`.
    static func material(_ node: ASN1Node) throws -> KeyMaterial {
        try DER.sequence(node, identifier: .sequence) { nodes in
            guard let identifier = nodes.next() else { throw ASN1Error.truncatedASN1Field() }
            let kind = try KeyKind(algorithmIdentifier: identifier)
            return try material(kind, try wholeBytes(ASN1BitString(derEncoded: &nodes)))
        }
    }

    /// Reads the key of a certificate. Nothing else of it is looked at: no signature, name, date or extension.
    static func certificate(_ node: ASN1Node) throws -> KeyMaterial {
        try DER.sequence(node, identifier: .sequence) { nodes in
            guard let certified = nodes.next(), case .constructed(let fields) = certified.content,
                certified.identifier == .sequence, nodes.next()?.identifier == .sequence,
                nodes.next()?.identifier == .bitString
            else { throw ASN1Error.truncatedASN1Field() }
            var iterator = fields.makeIterator()
            let version = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
            _ = try DER.optionalExplicitlyTagged(
                &iterator, tagNumber: version.tagNumber, tagClass: version.tagClass
            ) { try Int(derEncoded: $0) }
            // Serial number, signature algorithm, issuer, validity, subject; then the key.
            for expected in [ASN1Identifier.integer, .sequence, .sequence, .sequence, .sequence] {
                guard iterator.next()?.identifier == expected else { throw ASN1Error.truncatedASN1Field() }
            }
            guard let key = iterator.next() else { throw ASN1Error.truncatedASN1Field() }
            return try material(key)
        }
    }

    /// The numbers in the bit string of a key of some kind.
    static func material(_ kind: KeyKind, _ bytes: [UInt8]) throws -> KeyMaterial {
        switch kind {
        case .rsa: return try RSADER.publicKey(try DER.parse(bytes))
        case .ec(let curve):
            // Compressed points are another spelling of the same key, and JOSE has no use for them.
            guard bytes.first == 4, bytes.count == 1 + 2 * curve.length else {
                throw JOSEError.key(.encoding("an uncompressed point of \(curve.rawValue)"))
            }
            let (x, y) = (bytes[1...curve.length], bytes[(1 + curve.length)...])
            return .ec(curve, x: Array(x), y: Array(y), d: nil)
        case .okp(let curve):
            guard bytes.count == curve.length else { throw ASN1Error.truncatedASN1Field() }
            return .okp(curve, x: bytes, d: nil)
        case .akp(let algorithm):
            guard bytes.count == KeyMembers.publicLengths[algorithm] else {
                throw ASN1Error.truncatedASN1Field()
            }
            return .akp(algorithm, pub: bytes, seed: nil)
        }
    }

    /// What the bit string of a key holds; `nil` for a shared secret.
    static func bytes(of material: KeyMaterial) throws -> [UInt8]? {
        switch material {
        case .ec(_, let x, let y, _): [4] + x + y
        case .okp(_, let x, _): x
        case .rsa(let n, let e, _): try RSADER.publicKey(n: n, e: e)
        case .akp(_, let pub, _): pub
        case .oct: nil
        }
    }

    /// Writes a `SubjectPublicKeyInfo`.
    static func encoded(_ material: KeyMaterial) throws -> [UInt8] {
        guard let kind = KeyKind(of: material), let bytes = try bytes(of: material) else {
            throw JOSEError.key(.symmetric)
        }
        var coder = DER.Serializer()
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try kind.serialize(into: &coder)
            try coder.serialize(ASN1BitString(bytes: bytes[...]))
        }
        return coder.serializedBytes
    }

    /// The bytes of a bit string that ends with a whole one, as every key does.
    static func wholeBytes(_ bits: ASN1BitString) throws -> [UInt8] {
        guard bits.paddingBits == 0 else { throw ASN1Error.truncatedASN1Field() }
        return Array(bits.bytes)
    }
}
