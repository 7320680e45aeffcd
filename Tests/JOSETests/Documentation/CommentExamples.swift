// The examples in the comments of the library's own sources, as they stand there.

import FoundationEssentials
import JOSE
import Testing

@Suite("Documentation: examples in comments")
struct CommentExamples {
    let now = 1_790_000_000

    @Test("JSONWriter")
    func writer() {
        let bytes = JSONWriter.object { json in
            json.member("iss", "https://auth.example.com")
            json.object("status") { $0.member("idx", 7) }
        }

        let text = #"{"iss":"https://auth.example.com","status":{"idx":7}}"#
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test("SigningKey.signToken(type:claims:)")
    func signToken() throws {
        let key = TestKeys.ed25519
        let token = try key.signToken(type: .accessToken) { claims in
            claims.member("iss", "https://auth.example.com")
            claims.member("exp", now + 900)
        }

        #expect(try UnverifiedToken(parsing: token).unverifiedClaims().issuer == "https://auth.example.com")
    }

    @Test("JSONJWS")
    func jsonJWS() throws {
        let body = try JSONJWS.sign([1, 2], with: [TestKeys.ed25519])
        let key = TestKeys.ed25519.verificationKey

        let jws = try JSONJWS(parsing: body)
        let payload = try jws.payload(verifiedWith: key, signature: 0)

        #expect(payload == [1, 2])
    }

    @Test("Claims.decoded(as:)")
    func decoded() throws {
        let text = try TestKeys.ed25519.signToken(type: .accessToken) { claims in
            claims.member("sub", "ana")
            claims.member("tenant", 7)
        }
        let token = try UnverifiedToken(parsing: text).unverifiedClaims()

        struct Shopper: Decodable { let sub: String; let tenant: Int; let auth_time: Date? }
        let shopper = try token.decoded(as: Shopper.self)

        #expect(shopper.sub == "ana" && shopper.tenant == 7 && shopper.auth_time == nil)
    }
}
