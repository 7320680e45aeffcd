// J41: the kinds of token that typ can say.

import JOSE
import Support
import Testing

@Suite struct J41TypeConfusion {
    @Test(arguments: ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"])
    func isTheSameKind(_ type: String) throws {
        let target = try Target()
        let header = #"{"alg":"ES256","typ":"\#(type)","kid":"\#(target.key.keyID)"}"#
        #expect(target.refusal(of: try target.token(header: header)) == nil)
    }

    @Test(arguments: [
        "JWT", "at+jwt;x", "at+jwt ", "statuslist+jwt", "dpop+jwt", "application/x/at+jwt", "id_token+jwt",
        "",
    ])
    func isAnotherKind(_ type: String) throws {
        let target = try Target()
        let header = #"{"alg":"ES256","typ":"\#(type)","kid":"\#(target.key.keyID)"}"#
        #expect(target.refusal(of: try target.token(header: header))?.code == "type_mismatch")
    }

    @Test func isMissing() throws {
        let target = try Target()
        let token = try target.token(header: #"{"alg":"ES256","kid":"\#(target.key.keyID)"}"#)
        let violation = ClaimViolation("typ", .type, expected: "at+jwt", found: nil)
        #expect(target.refusal(of: token) == .refused([violation]))
    }
}
