// E11: an IV that is used twice under one key, which gives AES GCM away: no caller brings one, and uses are counted.

import Testing

@testable import JOSE

@Suite struct E11ReusedIV {
    @Test(arguments: ContentEncryption.allCases)
    func everyContentHasItsOwn(_ encryption: ContentEncryption) throws {
        let key = try EncryptionKey(jwk: .generate(for: .direct, content: encryption), algorithm: nil)
        let all = try (0..<200).map { _ in try ForgedJWE(CompactJWE.encrypt([1], as: encryption, to: key)) }
        #expect(Set(all.map(\.iv)).count == 200)
        #expect(Set(all.map(\.ciphertext)).count == 200 || encryption.name.hasSuffix("GCM"))
    }

    @Test func everyWrappingHasItsOwn() throws {
        let key = try EncryptionKey(jwk: .generate(for: .a256GCMKW), algorithm: nil)
        let all = try (0..<200).map { _ in
            try CompactJWE(parsing: CompactJWE.encrypt([1], as: .a256GCM, to: key)).header["iv"]?.string ?? ""
        }
        #expect(Set(all).count == 200)
    }

    @Test(arguments: [KeyManagementAlgorithm.direct, .a256GCMKW])
    func aSharedKeyIsUsedUpBeforeTwoCouldMeet(_ algorithm: KeyManagementAlgorithm) throws {
        let uses = UseCounter(used: (1 << 32) - 1)
        let key = try EncryptionKey(jwk: .generate(for: algorithm), algorithm: nil, uses: uses)
        _ = try CompactJWE.encrypt([1], as: .a256GCM, to: key)
        for _ in 0..<2 {
            #expect(throws: JOSEError.key(.exhausted)) { try CompactJWE.encrypt([1], as: .a256GCM, to: key) }
            #expect(throws: JOSEError.key(.exhausted)) { try JSONJWE.encrypt([1], as: .a256GCM, to: [key]) }
        }
    }
}
