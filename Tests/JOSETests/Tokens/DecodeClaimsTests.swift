// Claims as a type of the caller, after and before they are verified.

import Foundation
import JOSE
import Testing

@Suite("Claims as a type of the caller")
struct DecodeClaimsTests {
    struct Own: Decodable, Equatable {
        let sub: String
        let tenant: Int
        let exp: Date
    }

    @Test("of a verified token")
    func verified() throws {
        let key = TestKeys.es256
        let text = try key.signToken(type: .accessToken) { claims in
            claims.member("iss", "i")
            claims.member("aud", "a")
            claims.member("exp", 2_000)
            claims.member("sub", "s")
            claims.member("tenant", 7)
        }
        let policy = TokenPolicy(issuer: "i", audience: "a", type: .accessToken, algorithms: [.es256])
        let unverified = try UnverifiedToken(parsing: text)
        let token = try unverified.verified(with: key.verificationKey, policy: policy, at: 1_000)
        let own = Own(sub: "s", tenant: 7, exp: Date(timeIntervalSince1970: 2_000))
        #expect(try token.decoded(as: Own.self) == own)
        #expect(try unverified.unverifiedClaims().decoded(as: Own.self) == own)
        struct Other: Decodable { let tenant: String }
        #expect(throws: JOSEError.json(part: "claims set", .wrongKind(expected: "a string at tenant"))) {
            try token.decoded(as: Other.self)
        }
    }
}
