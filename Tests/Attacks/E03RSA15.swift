// E03: RSA1_5 and its padding oracle (Bleichenbacher; CVE-2016-6298, RUSTSEC-2023-0071), and one of OAEP.

import JOSE
import Testing

@Suite struct E03RSA15 {
    @Test(arguments: ["RSA1_5", "rsa1_5", "RSA-OAEP-512", "RSA-OAEP-384"])
    func isNoAlgorithm(_ name: String) throws {
        let target = try EncryptedTarget(.rsaOAEP256)
        let forged = target.honest.with { $0.header = $0.header.replacing("RSA-OAEP-256", with: name) }
        #expect(target.refusal(of: forged) == .algorithmNotAllowed(name))
        #expect(KeyManagementAlgorithm(name: name) == nil)
        let text = String(decoding: try target.jwk.publicHalf().publicJSON, as: UTF8.self)
        let named = try JWK(parsing: Array(text.replacing("RSA-OAEP-256", with: name).utf8))
        #expect(throws: JOSEError.key(.unknownAlgorithm(name))) {
            try EncryptionKey(jwk: named, algorithm: .rsaOAEP256)
        }
    }

    @Test(arguments: [KeyManagementAlgorithm.rsaOAEP256, .rsaOAEP])
    func whatIsWrongWithOAEPIsNotTold(_ algorithm: KeyManagementAlgorithm) throws {
        let target = try EncryptedTarget(algorithm)
        let length = target.honest.encryptedKey.count
        let keys: [[UInt8]] = [
            [], [0], [UInt8](repeating: 0, count: length), [UInt8](repeating: 255, count: length),
            Array(target.honest.encryptedKey.dropLast()), [0] + target.honest.encryptedKey,
            target.honest.encryptedKey.dropLast() + [target.honest.encryptedKey[length - 1] ^ 1],
        ]
        for key in keys {
            #expect(target.refusal(of: target.honest.with { $0.encryptedKey = key }) == .decryptionFailed)
        }
        // A key that unwraps to another length, and a content that does not hold, say the same.
        let other = try EncryptionKey(jwk: target.jwk.publicHalf(), algorithm: nil)
        let short = try ForgedJWE(CompactJWE.encrypt([1], as: .a128GCM, to: other))
        let mixed = target.honest.with { $0.encryptedKey = short.encryptedKey }
        #expect(target.refusal(of: mixed) == .decryptionFailed)
        #expect(target.refusal(of: target.honest.with { $0.tag[0] ^= 1 }) == .decryptionFailed)
    }
}
