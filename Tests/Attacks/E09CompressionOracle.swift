// E09: how well a secret compresses tells of it (CRIME): nothing is compressed here.

import JOSE
import Testing

@Suite struct E09CompressionOracle {
    @Test(arguments: ContentEncryption.allCases)
    func theLengthTellsNothingOfTheContent(_ encryption: ContentEncryption) throws {
        let key = try EncryptionKey(jwk: .generate(for: .direct, content: encryption), algorithm: nil)
        var random = SystemRandomNumberGenerator()
        let plain = [UInt8](repeating: 0, count: 10_000)
        let noise = plain.map { _ in UInt8.random(in: 0...255, using: &random) }
        let (one, other) = (
            try CompactJWE.encrypt(plain, as: encryption, to: key), try CompactJWE.encrypt(noise, as: encryption, to: key)
        )
        #expect(one.utf8.count == other.utf8.count)
        #expect(try CompactJWE(parsing: one).header["zip"] == nil)
        let json = try JSONJWE.encrypt(plain, as: encryption, to: [key])
        #expect(try JSONJWE(parsing: json).recipients[0]["zip"] == nil)
        #expect(json.count > 13_000)
    }
}
