// Inflating compressed contents of encrypted objects: raw DEFLATE, whole, and never beyond the bound.

import JOSE
import Testing

@testable import OAuth

@Suite struct InflateContentTests {
    /// RFC 7520 §5.9.
    static let key = #"{"kty":"oct","kid":"81b20965-8332-43d9-a468-82160ad91ac8","k":"GZy6sIZ6wl9NJOKB-jnmVQ"}"#
    static let example =
        "eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4"
        + "R0NNIiwiemlwIjoiREVGIn0.5vUT2WOtQxKWcekM_IzVQwkGgzlFDwPi.p9pUq6XHY0jfEZIl.HbDtOsdai1oYziSx25KEeT"
        + "xmwnh8L8jKMFNc1k3zmMI6VB8hry57tDZ61jXyezSPt0fdLVfe6Jf5y5-JaCap_JQBcb5opbmT60uWGml8blyiMQmOn9J--X"
        + "hhlYg0m-BHaqfDO5iTOWxPxFMUedx7WCy8mxgDHj0aBMG6152PsM-"
        + "w5E_o2B3jDbrYBKhpYA7qi3AyijnCJ7BP9rr3U8kxExCpG3mK420TjOw.VILuUwuIxaLVmh5X-T7kmA"
    static let content =
        "You can trust us to stick with you through thick and thin\u{2013}to the bitter end. And you can trust us to keep "
        + "any secret of yours\u{2013}closer than you keep it yourself. But you cannot trust us to let you face trouble "
        + "alone, and go off without a word. We are your friends, Frodo."

    @Test func theExampleOfRFC7520() throws {
        let key = try DecryptionKey(jwk: JWK(parsing: Array(Self.key.utf8)), algorithm: .a128KW)
        let jwe = try CompactJWE(parsing: Self.example)
        let content = try jwe.decrypted(with: key, contents: [.a128GCM], inflater: .deflate())
        #expect(content == Array(Self.content.utf8))
        #expect(throws: JOSEError.inflation(limit: 100)) {
            try jwe.decrypted(with: key, contents: [.a128GCM], inflater: .deflate(limit: 100))
        }
        let exact = Inflater.deflate(limit: Self.content.utf8.count)
        #expect(try jwe.decrypted(with: key, contents: [.a128GCM], inflater: exact) == Array(Self.content.utf8))
        #expect(Inflater.deflate().limit == 250_000)
    }

    @Test func onlyOneWholeRawStream() throws {
        let wrapped = try #require(Zlib.deflate([UInt8](repeating: 7, count: 1_000)))
        let raw = Array(wrapped.dropFirst(2).dropLast(4))
        #expect(Zlib.inflate(raw, limit: 1_000, .none) == [UInt8](repeating: 7, count: 1_000))
        #expect(Zlib.inflate(raw, limit: 999, .none) == nil)
        #expect(Zlib.inflate(raw + [0], limit: 1_000, .none) == nil)
        #expect(Zlib.inflate(Array(raw.dropLast()), limit: 1_000, .none) == nil)
        #expect(Zlib.inflate([], limit: 1_000, .none) == nil)
        #expect(Zlib.inflate(wrapped, limit: 1_000, .none) == nil)
    }
}
