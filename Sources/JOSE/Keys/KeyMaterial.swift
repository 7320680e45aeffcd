// The numbers of a key, by its type: what is left of a JWK when its names and labels are taken away.

/// The numbers of one key. Their lengths were checked; whether they are a key of their curve, the primitive says.
enum KeyMaterial: Hashable, Sendable {
    /// A point of a curve, and the scalar of a private key (RFC 7518 §6.2).
    case ec(Curve, x: [UInt8], y: [UInt8], d: [UInt8]?)
    /// An octet key pair (RFC 8037 §2).
    case okp(Curve, x: [UInt8], d: [UInt8]?)
    /// RSA (RFC 7518 §6.3), big-endian without leading zeros.
    case rsa(n: [UInt8], e: [UInt8], RSAPrivateNumbers?)
    /// A shared secret (RFC 7518 §6.4); `nil` where only its labels are left.
    case oct([UInt8]?)
    /// An algorithm key pair: ML-DSA's public key and seed (RFC 9964 §3).
    case akp(SignatureAlgorithm, pub: [UInt8], seed: [UInt8]?)

    var type: KeyType {
        switch self {
        case .ec: .ec
        case .okp: .okp
        case .rsa: .rsa
        case .oct: .oct
        case .akp: .akp
        }
    }

    var curve: Curve? {
        switch self {
        case .ec(let curve, _, _, _), .okp(let curve, _, _): curve
        case .rsa, .oct, .akp: nil
        }
    }

    /// Whether the half is in it that must not be told.
    var isPrivate: Bool {
        switch self {
        case .ec(_, _, _, let d), .okp(_, _, let d): d != nil
        case .rsa(_, _, let numbers): numbers != nil
        case .oct(let secret): secret != nil
        case .akp(_, _, let seed): seed != nil
        }
    }

    /// Without the private half; of a shared secret nothing is left.
    var publicHalf: KeyMaterial {
        switch self {
        case .ec(let curve, let x, let y, _): .ec(curve, x: x, y: y, d: nil)
        case .okp(let curve, let x, _): .okp(curve, x: x, d: nil)
        case .rsa(let n, let e, _): .rsa(n: n, e: e, nil)
        case .oct: .oct(nil)
        case .akp(let algorithm, let pub, _): .akp(algorithm, pub: pub, seed: nil)
        }
    }
}

/// The private numbers of an RSA key (RFC 7518 §6.3.2).
struct RSAPrivateNumbers: Hashable, Sendable {
    let d: [UInt8]
    /// The primes and what is reckoned from them. A key without them is not taken: nobody here looks for them.
    let primes: Primes

    struct Primes: Hashable, Sendable {
        let p: [UInt8]
        let q: [UInt8]
        let dp: [UInt8]
        let dq: [UInt8]
        let qi: [UInt8]
    }
}
