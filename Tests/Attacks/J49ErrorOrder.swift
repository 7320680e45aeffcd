// J49: a token that has expired and is forged is forged; its claims are not told.

import JOSE
import Support
import Testing

@Suite struct J49ErrorOrder {
    @Test func theSignatureWins() throws {
        let target = try Target()
        let attacker = try SigningKey.generate(.es256)
        let payload = target.payload([("exp", "1"), ("aud", #""x""#)])
        let token = try ForgedToken.signed(header: target.header, payload: payload, by: attacker)
        #expect(target.refusal(of: token) == .signatureInvalid)
        let broken = try ForgedToken.signed(header: target.header, payload: "not JSON", by: attacker)
        #expect(target.refusal(of: broken) == .signatureInvalid)
    }

    @Test func thenEveryFaultOfTheClaimsIsTold() throws {
        let target = try Target()
        let payload = target.payload([("exp", "1"), ("aud", #""x""#), ("iss", #""y""#), ("sub", nil)])
        let token = try target.token(
            header: #"{"alg":"ES256","kid":"\#(target.key.keyID)"}"#, payload: payload)
        guard case .refused(let violations) = target.refusal(of: token) else {
            Issue.record("accepted, or refused for another reason")
            return
        }
        #expect(violations.map(\.rule) == [.issuer, .audience, .type, .expired, .missing])
    }
}
