// The property that a signature is there for: not one bit of a token may change, and the order in which it is said.

import JOSE
import Testing

@Suite("One bit")
struct OneBitTests {
    static let now = 1_800_000_000

    static func token(_ key: SigningKey) throws -> String {
        try key.signToken(type: .accessToken) { claims in
            claims.member("iss", "https://i")
            claims.member("aud", "https://a")
            claims.member("exp", now + 600)
        }
    }

    static func policy(_ algorithms: Set<SignatureAlgorithm>) -> TokenPolicy {
        TokenPolicy(issuer: "https://i", audience: "https://a", type: .accessToken, algorithms: algorithms)
    }

    private func rejection(of text: String, _ key: SigningKey) -> TokenRejection? {
        do {
            let token = try UnverifiedToken(parsing: text)
            _ = try token.verified(with: key.verificationKey, policy: Self.policy([key.algorithm]), at: Self.now)
            return nil
        } catch {
            return error
        }
    }

    @Test("changed anywhere is refused", arguments: [TestKeys.ed25519, TestKeys.es256])
    func oneBit(key: SigningKey) throws {
        let honest = Array(try Self.token(key).utf8)
        #expect(rejection(of: String(decoding: honest, as: UTF8.self), key) == nil)
        for offset in honest.indices {
            for bit in 0..<8 {
                var changed = honest
                changed[offset] ^= 1 << bit
                let rejection = rejection(of: String(decoding: changed, as: UTF8.self), key)
                #expect(rejection != nil, "bit \(bit) of byte \(offset)")
            }
        }
    }

    @Test("a token cut anywhere, or with anything behind it, is refused")
    func truncated() throws {
        let honest = try Self.token(TestKeys.ed25519)
        for length in 0..<honest.utf8.count {
            #expect(rejection(of: String(honest.prefix(length)), TestKeys.ed25519) != nil, "\(length) bytes")
        }
        for more in ["A", "AA", "AAAA", ".", "=", " ", "\n", "\u{0}"] {
            #expect(rejection(of: honest + more, TestKeys.ed25519) != nil)
        }
    }

    @Test("the policy's algorithms come before the key, the key before the signature, the signature before the claims")
    func order() throws {
        let (key, other) = (TestKeys.es256, TestKeys.ed25519)
        let stranger = try SigningKey.generate(.es256)
        let token = try UnverifiedToken(parsing: Self.token(key))
        let table: [(SigningKey, Set<SignatureAlgorithm>, Int, String?)] = [
            (other, [.ed25519], 10_000, "alg_not_allowed"), (key, [], 10_000, "alg_not_allowed"),
            (other, [.es256, .ed25519], 10_000, "key_unfit"), (stranger, [.es256], 10_000, "signature_invalid"),
            (key, [.es256], 10_000, "expired"), (key, [.es256], 0, nil),
        ]
        for (key, algorithms, later, code) in table {
            var rejection: TokenRejection?
            do {
                let policy = Self.policy(algorithms)
                _ = try token.verified(with: key.verificationKey, policy: policy, at: Self.now + later)
            } catch {
                rejection = error
            }
            #expect(rejection?.code == code)
        }
    }
}
