// E06: wrapped keys of every wrong length and content, the empty one that made others crash among them (CVE-2026-34986).

import JOSE
import Testing

@Suite struct E06WrappedKeyOracle {
    static let algorithms: [KeyManagementAlgorithm] = [
        .a128KW, .a192KW, .a256KW, .a128GCMKW, .a192GCMKW, .a256GCMKW, .ecdhESA128KW, .ecdhESA192KW, .ecdhESA256KW,
    ]

    @Test(arguments: algorithms)
    func isOneErrorWhateverIsWrong(_ algorithm: KeyManagementAlgorithm) throws {
        let target = try EncryptedTarget(algorithm)
        let whole = target.honest.encryptedKey
        #expect(target.refusal(of: target.honest) == nil)
        for length in Array(0...33) + [39, 41, 48, 64, 1_000, 65_536] where length != whole.count {
            let key = Array((whole + [UInt8](repeating: 0, count: length)).prefix(length))
            #expect(target.refusal(of: target.honest.with { $0.encryptedKey = key }) == .decryptionFailed, "\(length)")
        }
        for place in whole.indices {
            let forged = target.honest.with { $0.encryptedKey[place] ^= 0x80 }
            #expect(target.refusal(of: forged) == .decryptionFailed)
        }
        // A key that was honestly wrapped, but is of the length of another encryption.
        let recipient = try EncryptionKey(
            jwk: target.jwk.isSymmetric ? target.jwk : target.jwk.publicHalf(), algorithm: nil)
        let other = try ForgedJWE(CompactJWE.encrypt([1], as: .a128GCM, to: recipient))
        let renamed = other.with { $0.header = $0.header.replacing("A128GCM\"", with: "A256GCM\"") }
        #expect(renamed.header != other.header)
        #expect(target.refusal(of: renamed) == .decryptionFailed)
    }

    @Test(arguments: [KeyManagementAlgorithm.direct, .ecdhES])
    func whereNoKeyIsWrappedNoneMayStand(_ algorithm: KeyManagementAlgorithm) throws {
        let target = try EncryptedTarget(algorithm)
        for length in [1, 32, 40] {
            let forged = target.honest.with { $0.encryptedKey = [UInt8](repeating: 0, count: length) }
            #expect(target.refusal(of: forged) == .decryptionFailed)
        }
    }
}
