// E01: an ephemeral key that is no point of the recipient's curve, by which the private key leaks (CVE-2016-9121).

import JOSE
import Testing

@Suite struct E01InvalidCurve {
    static let lengths = ["P-256": 32, "P-384": 48, "P-521": 66]

    /// The primes of the curves (FIPS 186-4 §D.1.2).
    static let primes = [
        "P-256": "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "P-384":
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        "P-521": "01" + String(repeating: "ff", count: 65),
    ]

    static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).map { UInt8(hex.dropFirst($0).prefix(2), radix: 16) ?? 0 }
    }

    static func epk(_ curve: String, x: [UInt8], y: [UInt8]) -> String {
        #"{"kty":"EC","crv":"\#(curve)","x":"\#(Base64URL.encode(x))","y":"\#(Base64URL.encode(y))"}"#
    }

    static let kinds: [(KeyManagementAlgorithm, String)] = ["P-256", "P-384", "P-521"].flatMap { curve in
        [(.ecdhES, curve), (.ecdhESA128KW, curve)]
    }

    @Test(arguments: kinds)
    func isOneErrorLikeAllOthers(_ algorithm: KeyManagementAlgorithm, _ curve: String) throws {
        let target = try EncryptedTarget(algorithm, curve: curve)
        let length = try #require(Self.lengths[curve])
        let prime = Self.bytes(try #require(Self.primes[curve]))
        #expect(prime.count == length)
        let zeros = [UInt8](repeating: 0, count: length)
        let one = zeros.dropLast() + [1]
        let header = try JSONDocument.object(parsing: Array(target.honest.header.utf8))
        let own = try #require(header["epk"])
        let (x, y) = (try Base64URL.decode(own["x"]?.string ?? ""), try Base64URL.decode(own["y"]?.string ?? ""))
        let flipped = y.dropLast() + [y[length - 1] ^ 1]
        let other = try JWK.generate(for: .ecdhES, curve: curve == "P-256" ? "P-384" : "P-256").publicHalf()
        let okp = try JWK.generate(for: .ecdhES, curve: "X25519").publicHalf()
        let epks = [
            Self.epk(curve, x: x, y: Array(flipped)),  // off the curve
            Self.epk(curve, x: zeros, y: zeros),  // the point at infinity has no coordinates; this is how some write it
            Self.epk(curve, x: Array(one), y: Array(one)),
            Self.epk(curve, x: prime, y: y), Self.epk(curve, x: x, y: prime),  // coordinates that are not reduced
            Self.epk(curve, x: [UInt8](repeating: 255, count: length), y: y),
            String(decoding: other.publicJSON, as: UTF8.self), String(decoding: okp.publicJSON, as: UTF8.self),
            #"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#,
            #"{"kty":"OKP","crv":"Ed25519","x":"\#(Base64URL.encode([UInt8](repeating: 1, count: 32)))"}"#,
        ]
        for epk in epks {
            let forged = target.honest.with { $0.header = $0.header.replacing(own.text, with: epk) }
            #expect(target.refusal(of: forged) == .decryptionFailed, "\(epk)")
        }
        #expect(target.refusal(of: target.honest) == nil)
    }
}
