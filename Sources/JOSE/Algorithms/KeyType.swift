// What kinds of keys there are, and the lengths of their numbers.

/// A key type (`kty`: RFC 7518 §6.1, RFC 8037 §2, RFC 9964 §3).
enum KeyType: String, CaseIterable, Sendable {
    case ec = "EC"
    case okp = "OKP"
    case rsa = "RSA"
    case oct = "oct"
    case akp = "AKP"

    /// Compared byte by byte: to Swift's `==` the sign for kelvin is a K.
    init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.rawValue.hasBytes(of: name) }) else { return nil }
        self = match
    }
}

/// A curve (`crv`: RFC 7518 §6.2.1.1, RFC 8037 §2) with the length of its numbers.
enum Curve: String, CaseIterable, Sendable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"
    case ed25519 = "Ed25519"
    case x25519 = "X25519"

    init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.rawValue.hasBytes(of: name) }) else { return nil }
        self = match
    }

    var keyType: KeyType {
        switch self {
        case .p256, .p384, .p521: .ec
        case .ed25519, .x25519: .okp
        }
    }

    /// Bytes of each of `x`, `y` and `d`, exactly (RFC 7518 §6.2.1.2, RFC 8037 §2).
    var length: Int {
        switch self {
        case .p256, .ed25519, .x25519: 32
        case .p384: 48
        case .p521: 66
        }
    }
}

/// A hash function of the SHA-2 family, by the length of its output in bytes.
enum HashLength: Int, Sendable {
    case sha256 = 32
    case sha384 = 48
    case sha512 = 64
}
