// J18: RSA keys that are short, even, or of a low exponent: none of them is loaded, and a set skips them.

import JOSE
import Testing

@Suite struct J18WeakRSA {
    static let short = KeyFault.tooWeak("an RSA modulus of 2048 bits or more is needed")

    private static func modulus(_ bits: Int, last: UInt8 = 0xFF) -> String {
        var bytes = [UInt8](repeating: 0xA5, count: (bits + 7) / 8)
        bytes[0] = bits % 8 == 0 ? 0xFF : 1 << UInt8(bits % 8) - 1
        bytes[bytes.count - 1] = last
        return Base64URL.encode(bytes)
    }

    static let keys: [(name: String, n: String, e: String, fault: KeyFault)] = [
        ("512 bits", modulus(512), "AQAB", short), ("1024 bits", modulus(1_024), "AQAB", short),
        ("2047 bits", modulus(2_047), "AQAB", short), ("an even modulus", modulus(2_048, last: 0xFE), "AQAB", .memberInvalid("n")),
        ("an exponent of 1", modulus(2_048), "AQ", .memberInvalid("e")),
        ("an exponent of 3", modulus(2_048), "Aw", .memberInvalid("e")),
        ("an even exponent", modulus(2_048), "AQAC", .memberInvalid("e")),
        ("an exponent of 5 bytes", modulus(2_048), "AQAAAAE", .memberInvalid("e")),
        ("a modulus that takes a second to use", modulus(32_768), "AQAB", .memberInvalid("n")),
        ("a modulus with a zero before it", "AA" + modulus(2_048), "AQAB", .memberInvalid("n")),
    ]

    @Test(arguments: keys.indices)
    func isNotLoaded(_ row: Int) throws {
        let (name, n, e, fault) = Self.keys[row]
        let text = #"{"kty":"RSA","n":"\#(n)","e":"\#(e)","kid":"a"}"#
        for algorithm in [SignatureAlgorithm.rs256, .rs512, .ps256, .ps512] {
            #expect(throws: JOSEError.key(fault), "\(name)") {
                try VerificationKey(jwk: JWK(parsing: Array(text.utf8)), algorithm: algorithm)
            }
        }
        let set = try JWKSet(parsing: Array("{\"keys\":[\(text)]}".utf8), algorithms: SignatureAlgorithm.asymmetric)
        #expect(set.keys.isEmpty)
        #expect(set.skipped.map(\.reason) == [.key(fault)])
    }

    @Test func noneIsMade() {
        for bits in [0, 512, 1_024, 2_047, 2_049, 16_384] {
            let needed = "an RSA modulus of 2048 to 8192 bits in steps of 64 is needed"
            #expect(throws: JOSEError.key(.tooWeak(needed))) { try JWK.generate(for: .rs256, rsaBits: bits) }
        }
    }
}
