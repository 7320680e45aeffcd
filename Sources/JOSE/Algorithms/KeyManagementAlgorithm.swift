// Everything that this library knows about one JWE "alg" stands in one row.

/// How the key that encrypts a content is agreed or wrapped (RFC 7518 §4.1, RFC 8037 §3.2). RSA1_5 is not one.
public enum KeyManagementAlgorithm: String, CaseIterable, Hashable, Sendable {
    /// The shared key encrypts the content itself (RFC 7518 §4.5).
    case direct = "dir"
    /// AES key wrap (RFC 7518 §4.4, RFC 3394) with 128 bits.
    case a128KW = "A128KW"
    /// AES key wrap with 192 bits.
    case a192KW = "A192KW"
    /// AES key wrap with 256 bits.
    case a256KW = "A256KW"
    /// Key encryption with AES GCM (RFC 7518 §4.7) and 128 bits.
    case a128GCMKW = "A128GCMKW"
    /// Key encryption with AES GCM and 192 bits.
    case a192GCMKW = "A192GCMKW"
    /// Key encryption with AES GCM and 256 bits.
    case a256GCMKW = "A256GCMKW"
    /// The agreed key encrypts the content itself (RFC 7518 §4.6).
    case ecdhES = "ECDH-ES"
    /// The agreed key wraps the content's key, with 128 bits.
    case ecdhESA128KW = "ECDH-ES+A128KW"
    /// The agreed key wraps the content's key, with 192 bits.
    case ecdhESA192KW = "ECDH-ES+A192KW"
    /// The agreed key wraps the content's key, with 256 bits.
    case ecdhESA256KW = "ECDH-ES+A256KW"
    /// RSAES-OAEP with SHA-256 (RFC 7518 §4.3).
    case rsaOAEP256 = "RSA-OAEP-256"
    /// RSAES-OAEP with SHA-1, for old peers; it is never chosen unless it is named.
    case rsaOAEP = "RSA-OAEP"
    /// A password with PBKDF2 and SHA-256 (RFC 7518 §4.8), only through the calls that name a password.
    case pbes2HS256A128KW = "PBES2-HS256+A128KW"
    /// A password with PBKDF2 and SHA-384.
    case pbes2HS384A192KW = "PBES2-HS384+A192KW"
    /// A password with PBKDF2 and SHA-512.
    case pbes2HS512A256KW = "PBES2-HS512+A256KW"

    /// The `alg` of a header, case-sensitive and byte by byte; `nil` when it is none of the above.
    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.rawValue.hasBytes(of: name) }) else { return nil }
        self = match
    }

    /// The name on the wire.
    public var name: String { rawValue }

    /// What becomes of the content's key.
    enum Family: Sendable {
        case direct, aesKeyWrap, aesGCM, agreement, rsa, password
    }

    var row: Row {
        switch self {
        case .direct: Row(.direct, [.oct], wrap: nil)
        case .a128KW: Row(.aesKeyWrap, [.oct], wrap: 16)
        case .a192KW: Row(.aesKeyWrap, [.oct], wrap: 24)
        case .a256KW: Row(.aesKeyWrap, [.oct], wrap: 32)
        case .a128GCMKW: Row(.aesGCM, [.oct], wrap: 16)
        case .a192GCMKW: Row(.aesGCM, [.oct], wrap: 24)
        case .a256GCMKW: Row(.aesGCM, [.oct], wrap: 32)
        case .ecdhES: Row(.agreement, [.ec, .okp], wrap: nil)
        case .ecdhESA128KW: Row(.agreement, [.ec, .okp], wrap: 16)
        case .ecdhESA192KW: Row(.agreement, [.ec, .okp], wrap: 24)
        case .ecdhESA256KW: Row(.agreement, [.ec, .okp], wrap: 32)
        case .rsaOAEP256, .rsaOAEP: Row(.rsa, [.rsa], wrap: nil)
        case .pbes2HS256A128KW: Row(.password, [.oct], wrap: 16, hash: .sha256)
        case .pbes2HS384A192KW: Row(.password, [.oct], wrap: 24, hash: .sha384)
        case .pbes2HS512A256KW: Row(.password, [.oct], wrap: 32, hash: .sha512)
        }
    }

    /// The facts that loading keys and unwrapping needs.
    struct Row: Sendable {
        let family: Family
        let keyTypes: [KeyType]
        /// Bytes of the key that wraps the content's key; `nil` where none is wrapped with AES.
        let wrapLength: Int?
        /// The hash of PBKDF2.
        let hash: HashLength?

        init(_ family: Family, _ keyTypes: [KeyType], wrap: Int?, hash: HashLength? = nil) {
            self.family = family
            self.keyTypes = keyTypes
            wrapLength = wrap
            self.hash = hash
        }
    }
}
