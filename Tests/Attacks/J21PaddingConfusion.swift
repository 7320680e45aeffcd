// J21: a signature of RSASSA-PKCS1-v1_5 where PSS is meant, and the reverse, by one and the same key.

import JOSE
import Support
import Testing

@Suite struct J21PaddingConfusion {
    static let algorithms: [SignatureAlgorithm] = [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]

    @Test(arguments: algorithms)
    func isRefused(_ own: SignatureAlgorithm) throws {
        let target = try Target(own, allowed: Set(Self.algorithms))
        let text = String(decoding: target.key.exportPrivateJWK(), as: UTF8.self)
        for other in Self.algorithms where other != own {
            let relabelled = text.replacing(#""alg":"\#(own.name)""#, with: #""alg":"\#(other.name)""#)
            let twin = try SigningKey(privateJWK: Array(relabelled.utf8), algorithm: nil)
            // The header names the key's algorithm, the signature is of another.
            let disguised = try ForgedToken.signed(header: target.header, payload: target.payload(), by: twin)
            #expect(target.refusal(of: disguised) == .signatureInvalid, "\(other)")
            // The header says what the signature is.
            let header = #"{"alg":"\#(other.name)","typ":"at+jwt","kid":"\#(target.key.keyID)"}"#
            let honest = try ForgedToken.signed(header: header, payload: target.payload(), by: twin)
            let refusal = TokenRejection.keyUnfit(.algorithm(bound: own.name, asked: other.name))
            #expect(target.refusal(of: honest) == refusal, "\(other)")
        }
        #expect(target.refusal(of: try target.token()) == nil)
    }
}
