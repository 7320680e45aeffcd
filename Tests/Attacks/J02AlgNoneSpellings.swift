// J02: "none" in other spellings; an algorithm is on the list or it is not.

import JOSE
import Support
import Testing

@Suite struct J02AlgNoneSpellings {
    @Test(arguments: ["None", "NONE", "nOnE", "none ", "\u{0}none", "none\n", "es256", "ES256 ", "ＥＳ256"])
    func isRefused(_ name: String) throws {
        let target = try Target()
        let header = JSONWriter.object { $0.member("alg", name) }
        let token = try ForgedToken.signed(header: header, payload: target.payload().utf8, by: target.key)
        #expect(target.refusal(of: token) == .algorithmNotAllowed(name))
    }
}
