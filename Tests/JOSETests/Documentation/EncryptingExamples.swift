// The examples of "Encrypting", as they stand there.

import JOSE
import Testing

@Suite("Documentation: encrypting")
struct EncryptingExamples {
    let now = 1_790_000_000
    let key = TestKeys.ed25519
    let policy = TokenPolicy(
        issuer: "https://auth.example.com",
        audience: "https://api.example.com",
        type: .accessToken,
        algorithms: [.ed25519]
    )

    @Test("a token that only its recipient can read, and any other content")
    func nested() throws {
        let pair = try JWK.generate(for: .ecdhES, curve: "X25519")
        let forSenders = try EncryptionKey(jwk: pair.publicHalf(), algorithm: nil)

        let sealed = try key.signToken(type: .accessToken, encryptedTo: forSenders, as: .a256GCM) { claims in
            claims.member("iss", "https://auth.example.com")
            claims.member("aud", "https://api.example.com")
            claims.member("exp", now + 900)
        }

        let own = try DecryptionKey(jwk: pair, algorithm: nil)
        let inside = try EncryptedToken(parsing: sealed).decrypted(with: own, contents: [.a256GCM])
        let verified = try inside.verified(with: key.verificationKey, policy: policy, at: now)

        #expect(verified.expiresAt == now + 900)
        try other(forSenders, own)
    }

    private func other(_ forSenders: EncryptionKey, _ own: DecryptionKey) throws {
        let content = Array("content".utf8)

        let text = try CompactJWE.encrypt(content, as: .a256GCM, to: forSenders)
        let opened = try CompactJWE(parsing: text).decrypted(with: own, contents: [.a256GCM])

        #expect(opened == content)
        #expect(throws: JOSEError.algorithmNotAllowed("A256GCM")) {
            try CompactJWE(parsing: text).decrypted(with: own, contents: [.a128CBCHS256])
        }
    }
}
