// J03: an algorithm that is missing, or no string.

import JOSE
import Support
import Testing

@Suite struct J03OddAlg {
    @Test(arguments: [
        "{}", #"{"alg":null}"#, #"{"alg":256}"#, #"{"alg":["ES256"]}"#, #"{"alg":{}}"#, #"{"alg":""}"#,
    ])
    func isMalformed(_ header: String) throws {
        let target = try Target()
        #expect(target.refusal(of: try target.token(header: header)) == .malformed(.header("alg")))
    }
}
