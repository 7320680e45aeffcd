// J44: JSON serializations and texts with dots at the compact door (CVE-2022-39227).

import JOSE
import Support
import Testing

@Suite struct J44Polyglot {
    @Test(arguments: [
        #"{"payload":"e30","signatures":[]}"#, #"{"a":".b.","payload":"x"}"#, "a.b.c\"", "\u{FEFF}a.b.c",
        "a.b.c.d\n",
    ])
    func isRefusedByItsCharacters(_ text: String) throws {
        guard case .malformed(.character) = try Target().refusal(of: text) else {
            Issue.record("accepted, or refused for another reason")
            return
        }
    }
}
