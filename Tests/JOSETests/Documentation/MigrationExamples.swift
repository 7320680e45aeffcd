// The examples of "Migrating from jwt-kit", as they stand there.

import FoundationEssentials
import JOSE
import Testing

@Suite("Documentation: migrating from jwt-kit")
struct MigrationExamples {
    let now = 1_790_000_000
    let secret = [UInt8](repeating: 7, count: 32)

    @Test("sign and verify by a shared secret")
    func signAndVerify() throws {
        let key = try SigningKey(secret: secret, algorithm: .hs256, keyID: "k1")
        let token = try key.signToken(type: TokenType("JWT")) { claims in
            claims.member("iss", "https://auth.example.com")
            claims.member("aud", "https://api.example.com")
            claims.member("sub", "ana")
            claims.member("exp", now + 900)
            claims.member("admin", true)
        }

        let policy = TokenPolicy(
            issuer: "https://auth.example.com",
            audience: "https://api.example.com",
            type: TokenType("JWT"),
            algorithms: [.hs256],
            requiredClaims: [.subject]
        )
        let verified = try UnverifiedToken(parsing: token)
            .verified(with: key.verificationKey, policy: policy, at: now)
        let isAdmin = verified["admin"]?.bool ?? false

        struct Session: Decodable {
            let sub: String
            let exp: Date
            let admin: Bool
        }
        let session = try verified.decoded(as: Session.self)

        #expect(isAdmin && verified.subject == "ana")
        #expect(session.sub == "ana" && session.admin)
        #expect(session.exp == Date(timeIntervalSince1970: Double(now + 900)))
    }

    @Test("an Ed25519 key under the name that jwt-kit writes")
    func oldName() throws {
        let published = Array(
            #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.utf8
        )

        let old = try VerificationKey(jwk: JWK(parsing: published), algorithm: .edDSA)

        // The example of RFC 8037 appendix A.4.
        let text =
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
            + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        let payload = try CompactJWS(parsing: text).payload(verifiedWith: old)
        #expect(payload == Array("Example of Ed25519 signing".utf8))
    }
}
