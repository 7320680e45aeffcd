// Everything that this library knows about one JWE "enc" stands in one row.

/// How a content is encrypted (RFC 7518 §5.1).
public enum ContentEncryption: String, CaseIterable, Hashable, Sendable {
    /// AES GCM with 128 bits.
    case a128GCM = "A128GCM"
    /// AES GCM with 192 bits.
    case a192GCM = "A192GCM"
    /// AES GCM with 256 bits.
    case a256GCM = "A256GCM"
    /// AES CBC with 128 bits and HMAC with SHA-256.
    case a128CBCHS256 = "A128CBC-HS256"
    /// AES CBC with 192 bits and HMAC with SHA-384.
    case a192CBCHS384 = "A192CBC-HS384"
    /// AES CBC with 256 bits and HMAC with SHA-512.
    case a256CBCHS512 = "A256CBC-HS512"

    /// The `enc` of a header, case-sensitive and byte by byte; `nil` when it is none of the above.
    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.rawValue.hasBytes(of: name) }) else { return nil }
        self = match
    }

    /// The name on the wire.
    public var name: String { rawValue }

    var row: Row {
        switch self {
        case .a128GCM: Row(key: 16, iv: 12, tag: 16, hash: nil)
        case .a192GCM: Row(key: 24, iv: 12, tag: 16, hash: nil)
        case .a256GCM: Row(key: 32, iv: 12, tag: 16, hash: nil)
        case .a128CBCHS256: Row(key: 32, iv: 16, tag: 16, hash: .sha256)
        case .a192CBCHS384: Row(key: 48, iv: 16, tag: 24, hash: .sha384)
        case .a256CBCHS512: Row(key: 64, iv: 16, tag: 32, hash: .sha512)
        }
    }

    /// Lengths in bytes, each exact (RFC 7518 §5.2.2.1, §5.3).
    struct Row: Sendable {
        let keyLength: Int
        let ivLength: Int
        let tagLength: Int
        /// The hash of the HMAC; `nil` for GCM.
        let hash: HashLength?

        init(key: Int, iv: Int, tag: Int, hash: HashLength?) {
            keyLength = key
            ivLength = iv
            tagLength = tag
            self.hash = hash
        }
    }
}
