// Nested tokens: signed, then encrypted; anything else inside an encryption is refused.

import Testing

@testable import JOSE

@Suite struct EncryptedTokenTests {
    static let sample = EncryptionSample.of(.ecdhES, curve: "X25519")

    @Test func aNestedTokenComesToTheOneDoor() throws {
        let text = try TestKeys.es256.signToken(
            type: .accessToken, encryptedTo: Self.sample.encryption(), as: .a128GCM
        ) { claims in
            claims.member("iss", "https://a")
            claims.member("aud", "b")
            claims.member("exp", 1_000)
        }
        let token = try EncryptedToken(parsing: text)
        #expect(token.header.keyID == Self.sample.jwk.keyID)
        // The type stands on the signed token (RFC 8725bis), not on its envelope.
        #expect(token.header.type == nil)
        let inner = try token.decrypted(with: Self.sample.decryption(), contents: [.a128GCM])
        let policy = TokenPolicy(issuer: "https://a", audience: "b", type: .accessToken, algorithms: [.es256])
        #expect(
            try inner.verified(with: TestKeys.es256.verificationKey, policy: policy, at: 900).expiresAt == 1_000)
    }

    private static func refusal(
        of content: String,
        contentType: String? = "JWT",
        as encryption: ContentEncryption = .a256GCM,
        key: DecryptionKey? = nil
    ) throws -> TokenRejection? {
        let text = try CompactJWE.encrypt(
            Array(content.utf8), as: encryption, to: sample.encryption(), contentType: contentType)
        let own = try key ?? sample.decryption()
        do throws(TokenRejection) {
            _ = try EncryptedToken(parsing: text).decrypted(with: own, contents: [.a256GCM], maximumLength: 1_000)
            return nil
        } catch {
            return error
        }
    }

    @Test func onlyASignedTokenInsideIsOne() throws {
        let signed = try rawToken(header: #"{"alg":"ES256"}"#, by: TestKeys.es256)
        let encrypted = try CompactJWE.encrypt(
            Array(signed.utf8), as: .a256GCM, to: Self.sample.encryption(), contentType: "JWT")
        #expect(try Self.refusal(of: signed) == nil)
        #expect(try Self.refusal(of: signed, contentType: "application/jwt") == nil)
        #expect(try Self.refusal(of: encrypted) == .malformed(.encrypted))
        #expect(try Self.refusal(of: #"{"iss":"a","sub":"b"}"#) == .malformed(.character(offset: 0)))
        #expect(try Self.refusal(of: "") == .malformed(.parts(1)))
        #expect(try Self.refusal(of: "é.a.a") == .malformed(.character(offset: 0)))
        #expect(try Self.refusal(of: String(repeating: "a", count: 1_001)) == .malformed(.tooLong(limit: 1_000)))
        #expect(try Self.refusal(of: signed, contentType: nil) == .malformed(.header("cty")))
        #expect(try Self.refusal(of: signed, contentType: "json") == .malformed(.header("cty")))
    }

    @Test func whatTheEncryptionRefusesIsSaidInTheWordsOfTokens() throws {
        #expect(try Self.refusal(of: "a.b.c", as: .a128GCM) == .algorithmNotAllowed("A128GCM"))
        let stranger = try Self.sample.another().decryption()
        #expect(try Self.refusal(of: "a.b.c", key: stranger) == .decryptionFailed)
        let other = try EncryptionSample.of(.a256KW).decryption()
        #expect(
            try Self.refusal(of: "a.b.c", key: other) == .keyUnfit(.algorithm(bound: "A256KW", asked: "ECDH-ES")))
        #expect(throws: TokenRejection.malformed(.signed)) { try EncryptedToken(parsing: "a.b.c") }
        #expect(throws: TokenRejection.malformed(.tooLong(limit: 4))) {
            try EncryptedToken(parsing: "a.b.c", maximumLength: 4)
        }
    }
}
