// J35: the seconds around exp and nbf.

import JOSE
import Support
import Testing

@Suite struct J35ExpiryEdge {
    @Test(arguments: [(629, nil), (630, "expired"), (631, "expired")] as [(Int, String?)])
    func expiresAfterTheLeeway(_ later: Int, _ code: String?) throws {
        let target = try Target()
        #expect(target.refusal(of: try target.token(), at: target.now + later)?.code == code)
    }

    @Test(arguments: [(30, nil), (31, "not_yet_valid")] as [(Int, String?)])
    func beginsBeforeTheLeeway(_ ahead: Int, _ code: String?) throws {
        let target = try Target()
        for claim in ["nbf", "iat"] {
            let token = try target.token(payload: target.payload([(claim, "\(target.now + ahead)")]))
            #expect(target.refusal(of: token)?.code == code)
        }
    }

    @Test func aNegativeLeewayIsNone() {
        let policy = TokenPolicy(
            issuer: "i", audience: "a", type: .accessToken, algorithms: [.es256], leeway: -5)
        #expect(policy.leeway == 0)
    }
}
