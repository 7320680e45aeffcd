// E08: a content of some kilobytes that inflates to a hundred million (CVE-2024-28122, CVE-2024-28180, CVE-2025-62706).

import JOSE
import Testing

@testable import OAuth

@Suite struct E08ZipBomb {
    /// A stream of raw DEFLATE: that of zlib without its header and its checksum.
    static func deflated(_ count: Int) throws -> [UInt8] {
        let stream = try #require(Zlib.deflate([UInt8](repeating: 0, count: count)))
        return Array(stream.dropFirst(2).dropLast(4))
    }

    static func header(_ zip: String) -> String { #"{"alg":"dir","enc":"A256GCM","zip":\#(zip)}"# }

    @Test(arguments: [(250_000, true), (250_001, false), (100_000_000, false)])
    func stopsAtTheBound(_ count: Int, _ isRead: Bool) throws {
        let target = try EncryptedTarget(.direct)
        let bomb = try ForgedJWE(header: Self.header(#""DEF""#), content: Self.deflated(count), secret: target.jwk)
        #expect(target.refusal(of: bomb, inflater: .deflate()) == (isRead ? nil : .inflation(limit: 250_000)))
        // Nobody inflates who was not asked to.
        #expect(target.refusal(of: bomb) == .header("zip"))
    }

    @Test func whatIsDamagedOrGoesOnIsRefused() throws {
        let target = try EncryptedTarget(.direct)
        let stream = try Self.deflated(1_000)
        for content in [[], [0xFF], Array(stream.dropLast()), stream + [0], stream + stream] {
            let forged = try ForgedJWE(header: Self.header(#""DEF""#), content: content, secret: target.jwk)
            #expect(target.refusal(of: forged, inflater: .deflate()) == .inflation(limit: 250_000))
        }
    }

    @Test(arguments: [#""GZIP""#, #""def""#, #""""#, "true", "null", #"["DEF"]"#])
    func nothingButDEF(_ zip: String) throws {
        let target = try EncryptedTarget(.direct)
        let forged = try ForgedJWE(header: Self.header(zip), content: Self.deflated(10), secret: target.jwk)
        #expect(target.refusal(of: forged, inflater: .deflate()) == .header("zip"))
    }
}
