// One key in three hands, one token, and the work that each of the three does with them.

import Crypto
import JOSE
import JWTKit

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Everything is prepared here, outside the measured loops: keys are parsed, added and pinned once.
struct Sample: Sendable {
    let name: String
    let token: String
    let verifying: [Contestant]
    let signing: [Contestant]

    init(_ algorithm: SignatureAlgorithm, name: String) async throws {
        self.name = name
        let key = try SigningKey.generate(algorithm)
        let now = time(nil)
        token = try key.signToken(type: .accessToken) { SampleClaims.write(to: &$0, now: now) }
        let primitive = try PrimitiveKey(key)
        let verifier = try await Sample.peer(of: primitive, kid: key.keyID, signing: false)
        let signer = try await Sample.peer(of: primitive, kid: key.keyID, signing: true)
        verifying = [
            Sample.verification(of: token, with: key.verificationKey, at: now),
            Sample.peerVerification(of: token, with: verifier),
            try primitive.verification(of: token),
        ]
        signing = [
            Sample.signature(with: key, at: now),
            Sample.peerSignature(with: signer, kid: key.keyID, at: now),
            try primitive.signature(of: token),
        ]
    }

    private static func verification(of token: String, with key: VerificationKey, at now: Int) -> Contestant {
        let policy = SampleClaims.policy(key.algorithm)
        return Contestant { times in
            for _ in 0..<times {
                _ = try UnverifiedToken(parsing: token).verified(with: key, policy: policy, at: now)
            }
        }
    }

    private static func signature(with key: SigningKey, at now: Int) -> Contestant {
        Contestant { times in
            for _ in 0..<times {
                _ = try key.signToken(type: .accessToken) { SampleClaims.write(to: &$0, now: now) }
            }
        }
    }

    private static func peer(of key: PrimitiveKey, kid: String, signing: Bool) async throws
        -> JWTKeyCollection
    {
        let peer = JWTKeyCollection()
        let kid = JWKIdentifier(string: kid)
        switch key {
        case .p256(let key) where signing: try await peer.add(ecdsa: ES256PrivateKey(backing: key), kid: kid)
        case .p256(let key): try await peer.add(ecdsa: ES256PublicKey(backing: key.publicKey), kid: kid)
        case .ed25519(let key) where signing: await peer.add(eddsa: EdDSA.PrivateKey(backing: key), kid: kid)
        case .ed25519(let key): await peer.add(eddsa: EdDSA.PublicKey(backing: key.publicKey), kid: kid)
        }
        return peer
    }

    private static func peerVerification(of token: String, with peer: JWTKeyCollection) -> Contestant {
        Contestant { times in
            for _ in 0..<times { _ = try await peer.verify(token, as: PeerPayload.self) }
        }
    }

    private static func peerSignature(
        with peer: JWTKeyCollection,
        kid: String,
        at now: Int
    ) -> Contestant {
        let kid = JWKIdentifier(string: kid)
        return Contestant { times in
            for _ in 0..<times {
                _ = try await peer.sign(PeerPayload.sample(now: now), kid: kid, header: ["typ": "at+jwt"])
            }
        }
    }
}

/// The same key as swift-crypto has it.
enum PrimitiveKey: Sendable {
    case p256(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    init(_ key: SigningKey) throws {
        let jwk = try JSONDocument(parsing: key.exportPrivateJWK()).root
        let scalar = try Base64URL.decode(jwk["d"]?.string ?? "")
        switch key.algorithm {
        case .es256: self = .p256(try .init(rawRepresentation: scalar))
        case .ed25519, .edDSA: self = .ed25519(try .init(rawRepresentation: scalar))
        }
    }

    /// From the raw signature bytes and the ready signing input.
    func verification(of token: String) throws -> Contestant {
        let (input, signature) = try PrimitiveKey.parts(of: token)
        switch self {
        case .p256(let key):
            let key = key.publicKey
            return Contestant { times in
                for _ in 0..<times {
                    guard key.isValidSignature(try .init(rawRepresentation: signature), for: input) else {
                        throw JOSEError.signatureInvalid
                    }
                }
            }
        case .ed25519(let key):
            let key = key.publicKey
            return Contestant { times in
                for _ in 0..<times where !key.isValidSignature(signature, for: input) {
                    throw JOSEError.signatureInvalid
                }
            }
        }
    }

    /// Over the ready signing input, to raw signature bytes.
    func signature(of token: String) throws -> Contestant {
        let input = try PrimitiveKey.parts(of: token).input
        switch self {
        case .p256(let key):
            return Contestant { times in
                for _ in 0..<times { _ = try key.signature(for: input).rawRepresentation }
            }
        case .ed25519(let key):
            return Contestant { times in
                for _ in 0..<times { _ = try key.signature(for: input) }
            }
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
