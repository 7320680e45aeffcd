// J36: a token without exp, or without another claim that is asked for.

import JOSE
import Support
import Testing

@Suite struct J36MissingExpiry {
    @Test(arguments: ["exp", "iss", "aud", "sub", "client_id", "iat", "jti"])
    func isRefused(_ claim: String) throws {
        let target = try Target()
        let token = try target.token(payload: target.payload([(claim, nil)]))
        guard case .refused(let violations) = target.refusal(of: token) else {
            Issue.record("accepted, or refused for another reason")
            return
        }
        #expect(violations.map(\.claim) == [ClaimName(claim)])
        #expect(violations.map(\.rule) == [.missing])
    }
}
