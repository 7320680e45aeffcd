// J07: an allowed algorithm that is not the key's own (CVE-2026-48523).

import JOSE
import Support
import Testing

@Suite struct J07AllowedButNotTheKeys {
    /// The algorithm that a key is pinned to, and another that the same key could do.
    static let pairs: [(own: SignatureAlgorithm, other: SignatureAlgorithm)] = [
        (.ps256, .rs256), (.rs256, .ps256), (.rs256, .rs512), (.ps512, .ps256), (.ed25519, .edDSA), (.edDSA, .ed25519),
    ]

    @Test(arguments: pairs)
    func isRefused(_ own: SignatureAlgorithm, _ other: SignatureAlgorithm) throws {
        let target = try Target(own, allowed: [own, other])
        let refusal = TokenRejection.keyUnfit(.algorithm(bound: own.name, asked: other.name))
        let header = #"{"alg":"\#(other.name)","typ":"at+jwt","kid":"\#(target.key.keyID)"}"#
        // Signed as the key signs, the header names another.
        #expect(target.refusal(of: try target.token(header: header)) == refusal)
        // Signed as the header says, by the same numbers.
        let relabelled = String(decoding: target.key.exportPrivateJWK(), as: UTF8.self)
            .replacing(#""alg":"\#(own.name)""#, with: #""alg":"\#(other.name)""#)
        let twin = try SigningKey(privateJWK: Array(relabelled.utf8), algorithm: nil)
        #expect(twin.algorithm == other)
        let signed = try ForgedToken.signed(header: header, payload: target.payload(), by: twin)
        #expect(target.refusal(of: signed) == refusal)
        #expect(target.refusal(of: try target.token()) == nil)
    }
}
