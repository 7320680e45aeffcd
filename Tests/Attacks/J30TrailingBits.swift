// J30: a last character whose unused bits are not zero, so that one value has two spellings.

import JOSE
import Support
import Testing

@Suite struct J30TrailingBits {
    @Test func isRefusedInTheSignature() throws {
        let target = try Target()
        // 64 bytes leave two characters, the last with four unused bits.
        var token = Array(try target.token().utf8)
        let last = token.removeLast()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let value = alphabet.firstIndex(of: last) ?? 0
        token.append(alphabet[value | 1])
        let text = String(decoding: token, as: UTF8.self)
        #expect(target.refusal(of: text) == .malformed(.base64URL(part: "signature")))
    }

    @Test func isRefusedInASignedPayload() throws {
        let target = try Target()
        var payload = Base64URL.encode(target.payload().utf8)
        // Make the payload's length leave unused bits, then set one.
        var text = target.payload()
        while payload.utf8.count % 4 == 0 {
            text += " "
            payload = Base64URL.encode(text.utf8)
        }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var bytes = Array(payload.utf8)
        let value = alphabet.firstIndex(of: bytes.removeLast()) ?? 0
        bytes.append(alphabet[value | 1])
        let input = Base64URL.encode(target.header.utf8) + "." + String(decoding: bytes, as: UTF8.self)
        let token = try input + "." + Base64URL.encode(target.key.sign(Array(input.utf8)))
        #expect(target.refusal(of: token) == .malformed(.base64URL(part: "payload")))
    }
}
