// Everything that this library knows about one JWS "alg" stands in one row.

/// A signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). `none` is not one.
public enum SignatureAlgorithm: String, CaseIterable, Hashable, Sendable {
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// Ed25519 under its fully specified name (RFC 9864).
    case ed25519 = "Ed25519"
    /// Ed25519 under the older name of RFC 8037, for peers that know no other; a key must say so itself.
    case edDSA = "EdDSA"

    /// The `alg` of a header, case-sensitive and byte by byte; `nil` when it is none of the above.
    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.rawValue.hasBytes(of: name) }) else {
            return nil
        }
        self = match
    }

    init?(_ name: JSONValue) {
        guard let match = Self.all.first(where: { name.equals($0.rawValue) }) else { return nil }
        self = match
    }

    private static let all = allCases  // made once: the compiler's `allCases` makes an array at each call

    /// The name on the wire.
    public var name: String { rawValue }

    var row: Row {
        switch self {
        case .es256: Row(keyType: .ec, curve: .p256, signatureLength: 64)
        case .ed25519, .edDSA: Row(keyType: .okp, curve: .ed25519, signatureLength: 64)
        }
    }

    /// The facts that reading keys and signatures needs.
    struct Row: Sendable {
        let keyType: KeyType
        let curve: Curve
        /// Bytes of a signature, exactly (RFC 7518 §3.4, RFC 8032 §5.1.6).
        let signatureLength: Int
    }
}

/// A key type (`kty`, RFC 7518 §6.1, RFC 8037 §2).
enum KeyType: String, Sendable {
    case ec = "EC"
    case okp = "OKP"
}

/// A curve (`crv`) with the length of its numbers.
enum Curve: String, Sendable {
    case p256 = "P-256"
    case ed25519 = "Ed25519"

    var keyType: KeyType {
        switch self {
        case .p256: .ec
        case .ed25519: .okp
        }
    }

    /// Bytes of each of `x`, `y` and `d`, exactly (RFC 7518 §6.2.1.2, RFC 8037 §2).
    var length: Int { 32 }
}
