// The examples of "Your first token" and of the landing page, as they stand there: they compile, and they do what is said.

import JOSE
import Testing

@Suite("Documentation: your first token")
struct FirstTokenExamples {
    let now = 1_790_000_000

    @Test("make a key, keep it, load it again")
    func makeAKey() throws {
        let key = try SigningKey.generate(.ed25519)

        let saved = key.exportPrivateJWK()
        let loaded = try SigningKey(privateJWK: saved, algorithm: nil)

        #expect(loaded.keyID == key.keyID)
        #expect(loaded.exportPrivateJWK() == saved)
    }

    @Test("a key from a file")
    func keyFromFile() throws {
        let pem = try JWK.generate(for: .es256).exportPrivatePEM()

        let fromFile = try SigningKey(pem: pem, algorithm: .es256)
        let forOthers = try fromFile.verificationKey.jwk.publicPEM()

        #expect(forOthers.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
    }

    @Test("sign, publish, check, read")
    func checkAToken() throws {
        let key = try SigningKey.generate(.ed25519)

        let token = try key.signToken(type: .accessToken) { claims in
            claims.member("iss", "https://auth.example.com")
            claims.member("aud", "https://api.example.com")
            claims.member("sub", "ana")
            claims.member("iat", now)
            claims.member("exp", now + 900)
        }

        let published = JWKSet(keys: [key.verificationKey]).json
        try check(token, published)
    }

    private func check(_ token: String, _ published: [UInt8]) throws {
        var printed: [String] = []
        func print(_ text: String) { printed.append(text) }

        let policy = TokenPolicy(
            issuer: "https://auth.example.com",
            audience: "https://api.example.com",
            type: .accessToken,
            algorithms: [.ed25519]
        )
        let keys = try JWKSet(parsing: published, algorithms: policy.algorithms)

        let unverified = try UnverifiedToken(parsing: token)
        guard let key = keys.key(id: unverified.header.keyID) else {
            throw TokenRejection.keyNotFound(kid: unverified.header.keyID)
        }
        let verified = try unverified.verified(with: key, policy: policy, at: now)
        print(verified.subject)

        let until = verified.expiresAt
        let role = verified["role"]?.string
        let groups = verified["groups"]?.elements?.compactMap(\.string) ?? []

        struct Member: Decodable {
            let sub: String
            let role: String?
        }
        let member = try verified.decoded(as: Member.self)

        #expect(member.sub == "ana" && member.role == nil)
        #expect(printed == ["ana"])
        #expect(until == now + 900 && role == nil && groups.isEmpty)
        #expect(try unverified.unverifiedClaims().subject == "ana")
    }

    @Test("the two lines of the landing page")
    func landingPage() throws {
        let signer = try SigningKey.generate(.es256)
        let key = signer.verificationKey
        let policy = TokenPolicy(issuer: "i", audience: "a", type: .accessToken, algorithms: [.es256])
        let token = try signer.signToken(type: .accessToken) { claims in
            claims.member("iss", "i")
            claims.member("aud", "a")
            claims.member("exp", now + 1)
        }

        let unverified = try UnverifiedToken(parsing: token)
        let verified = try unverified.verified(with: key, policy: policy, at: now)

        #expect(verified.issuer == "i")
    }

    @Test("README")
    func readme() throws {
        let key = try SigningKey.generate(.ed25519)
        let token = try key.signToken(type: .accessToken) { claims in
            claims.member("iss", "https://auth.example.com")
            claims.member("aud", "https://api.example.com")
            claims.member("exp", now + 900)
        }

        let policy = TokenPolicy(
            issuer: "https://auth.example.com", audience: "https://api.example.com",
            type: .accessToken, algorithms: [.ed25519]
        )
        let verified = try UnverifiedToken(parsing: token).verified(with: key.verificationKey, policy: policy, at: now)

        #expect(verified.expiresAt == now + 900)
    }
}
