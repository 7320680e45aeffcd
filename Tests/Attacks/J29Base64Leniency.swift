// J29: characters that base64url does not use, anywhere in a token.

import JOSE
import Support
import Testing

@Suite struct J29Base64Leniency {
    @Test(arguments: ["=", "+", "/", " ", "\n", "?", "é", "\u{0}", "{", "\"", "%"], [0, 1, 2])
    func isRefusedWithItsPlace(_ character: String, _ part: Int) throws {
        let target = try Target()
        var parts = try target.token().split(separator: ".").map(String.init)
        parts[part] += character
        let offset = parts[...part].reduce(0) { $0 + $1.utf8.count } + part - character.utf8.count
        #expect(target.refusal(of: parts.joined(separator: ".")) == .malformed(.character(offset: offset)))
    }

    @Test func aPartOfImpossibleLengthIsRefused() throws {
        let target = try Target()
        var parts = try target.token().split(separator: ".").map(String.init)
        parts[2] = String(parts[2].dropLast(parts[2].count % 4 + 3))
        #expect(target.refusal(of: parts.joined(separator: ".")) == .malformed(.base64URL(part: "signature")))
    }
}
