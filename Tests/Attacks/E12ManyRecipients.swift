// E12: JSON with several recipients, whose headers anyone can change (CVE-2016-9122): never where a token is expected.

import JOSE
import Testing

@Suite struct E12ManyRecipients {
    static func general() throws -> (bytes: [UInt8], one: JWK, other: JWK) {
        let (one, other) = (try JWK.generate(for: .a256KW), try JWK.generate(for: .rsaOAEP256))
        let keys = [
            try EncryptionKey(jwk: one, algorithm: nil), try EncryptionKey(jwk: other.publicHalf(), algorithm: nil),
        ]
        return (try JSONJWE.encrypt([1, 2, 3], as: .a256GCM, to: keys), one, other)
    }

    @Test func noTokenIsInJSON() throws {
        let text = String(decoding: try Self.general().bytes, as: UTF8.self)
        #expect(throws: TokenRejection.malformed(.character(offset: 0))) { try EncryptedToken(parsing: text) }
        #expect(throws: TokenRejection.malformed(.character(offset: 0))) { try UnverifiedToken(parsing: text) }
        #expect(throws: JOSEError.character(offset: 0)) { try CompactJWE(parsing: text) }
    }

    @Test func aRecipientIsWhoTheCallerSays() throws {
        let (bytes, one, other) = try Self.general()
        let jwe = try JSONJWE(parsing: bytes)
        let (own, others) = (try DecryptionKey(jwk: one, algorithm: nil), try DecryptionKey(jwk: other, algorithm: nil))
        let contents: Set<ContentEncryption> = [.a256GCM]
        #expect(try jwe.decrypted(with: own, recipient: 0, contents: contents) == [1, 2, 3])
        #expect(try jwe.decrypted(with: others, recipient: 1, contents: contents) == [1, 2, 3])
        // No key is tried with the entry of another.
        #expect(throws: JOSEError.key(.algorithm(bound: "A256KW", asked: "RSA-OAEP-256"))) {
            try jwe.decrypted(with: own, recipient: 1, contents: contents)
        }
        #expect(throws: JOSEError.member("recipients")) {
            try jwe.decrypted(with: own, recipient: 2, contents: contents)
        }
    }

    @Test func whatStandsOutsideTheTagChoosesNothing() throws {
        let (bytes, one, _) = try Self.general()
        let own = try DecryptionKey(jwk: one, algorithm: nil)
        let text = String(decoding: bytes, as: UTF8.self)
        let inflater = Inflater(limit: 9) { stream, _ in stream }
        let cases: [(String, String, JOSEError)] = [
            (#""alg":"A256KW""#, #""alg":"RSA1_5""#, .algorithmNotAllowed("RSA1_5")),
            (#""alg":"A256KW""#, #""alg":"A256KW","enc":"A128GCM""#, .header("enc")),
            (#""alg":"A256KW""#, #""alg":"A256KW","zip":"DEF""#, .header("zip")),
            (#""alg":"A256KW""#, #""alg":"A256KW","crit":["x"]"#, .header("crit")),
            (#""recipients":"#, #""unprotected":{"alg":"dir"},"recipients":"#, .header("alg")),
            (#""recipients":"#, #""encrypted_key":"AA","recipients":"#, .member("encrypted_key")),
        ]
        for (old, new, expected) in cases {
            let forged = text.replacing(old, with: new)
            #expect(forged != text)
            #expect(throws: expected, "\(new)") {
                try JSONJWE(parsing: Array(forged.utf8)).decrypted(
                    with: own, recipient: 0, contents: [.a256GCM, .a128GCM], inflater: inflater)
            }
        }
    }
}
