// Everything that this library knows about one JWS "alg" stands in one row.

/// A signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2, RFC 9964 §4). `none` is not one.
public enum SignatureAlgorithm: String, CaseIterable, Hashable, Sendable {
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// Ed25519 under its fully specified name (RFC 9864).
    case ed25519 = "Ed25519"
    /// Ed25519 under the older name of RFC 8037, for peers that know no other; a key must say so itself.
    case edDSA = "EdDSA"
    /// ECDSA on P-384 with SHA-384.
    case es384 = "ES384"
    /// ECDSA on P-521 with SHA-512.
    case es512 = "ES512"
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    case rs384 = "RS384"
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    case rs512 = "RS512"
    /// RSASSA-PSS with SHA-256, MGF1 of the same hash, and a salt as long as the hash.
    case ps256 = "PS256"
    /// RSASSA-PSS with SHA-384.
    case ps384 = "PS384"
    /// RSASSA-PSS with SHA-512.
    case ps512 = "PS512"
    /// HMAC with SHA-256. Whoever can verify with it can also sign.
    case hs256 = "HS256"
    /// HMAC with SHA-384.
    case hs384 = "HS384"
    /// HMAC with SHA-512.
    case hs512 = "HS512"
    /// ML-DSA-65, which a quantum computer does not break (FIPS 204, RFC 9964).
    case mlDSA65 = "ML-DSA-65"
    /// ML-DSA-87.
    case mlDSA87 = "ML-DSA-87"

    /// The `alg` of a header, case-sensitive and byte by byte; `nil` when it is none of the above.
    public init?(name: String) {
        guard let match = Self.all.first(where: { $0.rawValue.hasBytes(of: name) }) else {
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

    /// Whether the key that verifies is the key that signs.
    public var isSymmetric: Bool { row.keyType == .oct }

    /// Every algorithm whose verifying key may be published.
    public static let asymmetric: Set<SignatureAlgorithm> = Set(all.filter { !$0.isSymmetric })

    /// Their names, in the order of the cases: what metadata lists.
    package static let asymmetricNames: [String] = all.filter { !$0.isSymmetric }.map(\.name)

    var row: Row {
        switch self {
        case .es256: Row(.ec, .p256, .sha256, signature: 64)
        case .es384: Row(.ec, .p384, .sha384, signature: 96)
        case .es512: Row(.ec, .p521, .sha512, signature: 132)
        case .ed25519, .edDSA: Row(.okp, .ed25519, .sha512, signature: 64)
        case .rs256, .ps256: Row(.rsa, nil, .sha256, signature: nil)
        case .rs384, .ps384: Row(.rsa, nil, .sha384, signature: nil)
        case .rs512, .ps512: Row(.rsa, nil, .sha512, signature: nil)
        case .hs256: Row(.oct, nil, .sha256, signature: 32)
        case .hs384: Row(.oct, nil, .sha384, signature: 48)
        case .hs512: Row(.oct, nil, .sha512, signature: 64)
        case .mlDSA65: Row(.akp, nil, .sha512, signature: 3_309)
        case .mlDSA87: Row(.akp, nil, .sha512, signature: 4_627)
        }
    }

    /// The facts that reading keys and signatures needs.
    struct Row: Sendable {
        let keyType: KeyType
        let curve: Curve?
        /// The hash that the algorithm names; Ed25519 and ML-DSA hash by themselves.
        let hash: HashLength
        /// Bytes of a signature, exactly (RFC 7518 §3, RFC 8032 §5.1.6, FIPS 204 §4); `nil` where it is the length
        /// of the modulus.
        let signatureLength: Int?

        /// What to make room for; an RSA key may be longer.
        var roomForSignature: Int { signatureLength ?? 512 }

        init(_ keyType: KeyType, _ curve: Curve?, _ hash: HashLength, signature: Int?) {
            self.keyType = keyType
            self.curve = curve
            self.hash = hash
            signatureLength = signature
        }
    }
}
