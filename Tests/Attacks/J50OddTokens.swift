// J50: texts that are no tokens: each gets a reason, none a crash.

import JOSE
import Support
import Testing

@Suite struct J50OddTokens {
    @Test(
        arguments: [
            ("", JOSEError.parts(1)), (".", .parts(2)), ("..", .json(part: "header", .unexpectedEnd)),
            ("a", .parts(1)),
            ("a..", .base64URL(part: "header")), ("e30..", .header("alg")),
            ("bnVsbA..", .json(part: "header", .wrongKind(expected: "an object"))),
            ("...", .parts(4)), (".....", .parts(6)),
        ] as [(String, JOSEError)])
    func hasItsReason(_ text: String, _ error: JOSEError) throws {
        #expect(try Target().refusal(of: text) == .malformed(error))
    }

    @Test func noBitOfATokenCanBeChanged() throws {
        for algorithm in [SignatureAlgorithm.es256, .ed25519] {
            let target = try Target(algorithm)
            let token = Array(try target.token().utf8)
            for place in token.indices {
                for bit in [0, 1, 5] {
                    var changed = token
                    changed[place] ^= 1 << UInt8(bit)
                    guard let text = String(validating: changed, as: UTF8.self) else { continue }
                    #expect(target.refusal(of: text) != nil, "byte \(place), bit \(bit)")
                }
            }
        }
    }
}
