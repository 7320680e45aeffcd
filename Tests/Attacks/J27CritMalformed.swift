// J27: crit in forms that the standard forbids.

import JOSE
import Support
import Testing

@Suite struct J27CritMalformed {
    @Test(arguments: ["[]", #""exp""#, "[1]", "null", "{}", "[[]]"])
    func isMalformed(_ critical: String) throws {
        let target = try Target()
        let header = #"{"alg":"ES256","crit":\#(critical)}"#
        #expect(target.refusal(of: try target.token(header: header)) == .malformed(.header("crit")))
    }

    @Test(arguments: [#"["alg"]"#, #"["x","x"]"#, #"["absent"]"#])
    func isNotUnderstood(_ critical: String) throws {
        let target = try Target()
        let token = try target.token(header: #"{"alg":"ES256","crit":\#(critical)}"#)
        guard case .malformed(.critical) = target.refusal(of: token) else {
            Issue.record("\(String(describing: target.refusal(of: token)))")
            return
        }
    }

    @Test(arguments: [#"["x"]"#, #"["b64"]"#, "[]"])
    func isMalformedOutsideTheSignature(_ critical: String) throws {
        let text = #"""
            {"payload":"","protected":"eyJhbGciOiJFUzI1NiJ9","header":{"crit":\#(critical),"x":1},"signature":"AA"}
            """#
        #expect(throws: JOSEError.header("crit")) { try JSONJWS(parsing: Array(text.utf8)) }
    }
}
