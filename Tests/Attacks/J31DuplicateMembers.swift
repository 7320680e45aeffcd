// J31: a member that is named twice, so that two readers see two tokens.

import JOSE
import Support
import Testing

@Suite struct J31DuplicateMembers {
    @Test(arguments: [#"{"alg":"ES256","alg":"none"}"#, #"{"alg":"ES256","\u0061lg":"none"}"#])
    func isRefusedInTheHeader(_ header: String) throws {
        let target = try Target()
        guard
            case .malformed(.json(part: "header", .duplicateName)) = target.refusal(
                of: try target.token(header: header))
        else {
            Issue.record("accepted or refused for another reason")
            return
        }
    }

    @Test(arguments: [#""exp":1"#, #""aud":"x""#, #""\u0061ud":"x""#, #""jti":1"#])
    func isRefusedInThePayload(_ member: String) throws {
        let target = try Target()
        let payload = target.payload().dropLast() + "," + member + "}"
        guard
            case .malformed(.json(part: "payload", .duplicateName)) =
                target.refusal(of: try target.token(payload: String(payload)))
        else {
            Issue.record("accepted or refused for another reason")
            return
        }
    }
}
