// One key in three hands, one token, and the work that each of the three does with them.

import JOSE

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Everything is prepared here, outside the measured loops: keys are parsed, added and pinned once.
struct Sample: Sendable {
    let name: String
    let token: String
    let verifying: Row
    let signing: Row

    init(_ algorithm: SignatureAlgorithm) async throws {
        name = algorithm == .edDSA ? "Ed25519" : algorithm.name
        let key = try SigningKey.generate(algorithm)
        let now = time(nil)
        let token = try key.signToken(type: .accessToken) { SampleClaims.write(to: &$0, now: now) }
        self.token = token
        let primitive = try PrimitiveKey(key)
        let peer = try await Peer(primitive, kid: key.keyID)
        verifying = Row(
            name: "verify.\(name)",
            ours: Sample.verification(of: token, with: key.verificationKey, at: now),
            jwtKit: peer.verification(of: token),
            primitive: try primitive.verification(of: token),
            overhead: Sample.weightless(key.verificationKey).map {
                Sample.verification(of: token, with: $0, at: now)
            }
        )
        signing = Row(
            name: "sign.\(name)",
            ours: Sample.signature(with: key, at: now),
            jwtKit: peer.signature(at: now),
            primitive: try primitive.signature(of: token),
            overhead: Sample.weightless(key).map { Sample.signature(with: $0, at: now) }
        )
    }

    /// The key without its primitive, where the library was built for that.
    private static func weightless(_ key: VerificationKey) -> VerificationKey? {
        #if SUBSTITUTED_VERDICT
            var key = key
            key.isVerdictSubstituted = true
            return key
        #else
            return nil
        #endif
    }

    private static func weightless(_ key: SigningKey) -> SigningKey? {
        #if SUBSTITUTED_VERDICT
            var key = key
            key.isSignatureSubstituted = true
            return key
        #else
            return nil
        #endif
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
}
