// The same key as swift-crypto has it, and the bare work: raw signature bytes and a ready signing input.

import Crypto
import CryptoExtras
import JOSE

/// A key of the primitive. HMAC is keyed once, as a good library would.
enum PrimitiveKey: Sendable {
    case hs256(SymmetricKey, HMAC<SHA256>)
    case rsa(_RSA.Signing.PrivateKey, _RSA.Signing.Padding, isPSS: Bool)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
    case mlDSA65(MLDSA65.PrivateKey)

    init(_ key: SigningKey) throws {
        let jwk = try JSONDocument(parsing: key.exportPrivateJWK()).root
        func number(_ name: String) throws -> [UInt8] { try Base64URL.decode(jwk[name]?.string ?? "") }
        switch key.algorithm {
        case .hs256:
            let secret = SymmetricKey(data: try number("k"))
            self = .hs256(secret, HMAC(key: secret))
        case .rs256, .ps256:
            let isPSS = key.algorithm == .ps256
            let rsa = try _RSA.Signing.PrivateKey(
                n: number("n"), e: number("e"), d: number("d"), p: number("p"), q: number("q"))
            self = .rsa(rsa, isPSS ? .PSS : .insecurePKCS1v1_5, isPSS: isPSS)
        case .es256: self = .p256(try .init(rawRepresentation: number("d")))
        case .es384: self = .p384(try .init(rawRepresentation: number("d")))
        case .mlDSA65: self = .mlDSA65(try .init(seedRepresentation: number("priv"), publicKey: nil))
        default: self = .ed25519(try .init(rawRepresentation: number("d")))
        }
    }

    /// The verdict alone.
    func verification(of token: String) throws -> Contestant {
        let (input, signature) = try PrimitiveKey.parts(of: token)
        switch self {
        case .hs256(_, let keyed):
            return PrimitiveKey.repeated {
                var mac = keyed
                mac.update(data: input)
                return mac.finalize().withUnsafeBytes { $0.elementsEqual(signature) }
            }
        case .rsa(let key, let padding, _):
            let key = key.publicKey
            return PrimitiveKey.repeated {
                key.isValidSignature(.init(rawRepresentation: signature), for: input, padding: padding)
            }
        case .p256(let key):
            let key = key.publicKey
            return PrimitiveKey.repeated {
                key.isValidSignature(try .init(rawRepresentation: signature), for: input)
            }
        case .p384(let key):
            let key = key.publicKey
            return PrimitiveKey.repeated {
                key.isValidSignature(try .init(rawRepresentation: signature), for: input)
            }
        case .ed25519(let key):
            let key = key.publicKey
            return PrimitiveKey.repeated { key.isValidSignature(signature, for: input) }
        case .mlDSA65(let key):
            let key = key.publicKey
            return PrimitiveKey.repeated { key.isValidSignature(signature, for: input) }
        }
    }

    /// The signature alone.
    func signature(of token: String) throws -> Contestant {
        let input = try PrimitiveKey.parts(of: token).input
        switch self {
        case .hs256(_, let keyed):
            return PrimitiveKey.repeated {
                var mac = keyed
                mac.update(data: input)
                return mac.finalize().byteCount == 32
            }
        case .rsa(let key, let padding, _):
            return PrimitiveKey.repeated {
                try key.signature(for: input, padding: padding).rawRepresentation.count == 256
            }
        case .p256(let key):
            return PrimitiveKey.repeated { try key.signature(for: input).rawRepresentation.count == 64 }
        case .p384(let key):
            return PrimitiveKey.repeated { try key.signature(for: input).rawRepresentation.count == 96 }
        case .ed25519(let key): return PrimitiveKey.repeated { try key.signature(for: input).count == 64 }
        case .mlDSA65(let key): return PrimitiveKey.repeated { try key.signature(for: input).count == 3_309 }
        }
    }

    private static func repeated(_ work: @escaping @Sendable () throws -> Bool) -> Contestant {
        Contestant { times in
            for _ in 0..<times where try !work() { throw JOSEError.signatureInvalid }
        }
    }

    private static func parts(of token: String) throws -> (input: [UInt8], signature: [UInt8]) {
        let bytes = Array(token.utf8)
        let dot = bytes.lastIndex(of: UInt8(ascii: ".")) ?? 0
        return (
            Array(bytes[..<dot]), try Base64URL.decode(String(decoding: bytes[(dot + 1)...], as: UTF8.self))
        )
    }
}
