// E04: the padding of CBC as an oracle (Vaudenay; Detering 2017): of a changed text no padding is ever looked at.

import JOSE
import Testing

@Suite struct E04PaddingOracle {
    @Test(arguments: [ContentEncryption.a128CBCHS256, .a192CBCHS384, .a256CBCHS512])
    func noChangeTellsOfThePadding(_ encryption: ContentEncryption) throws {
        let target = try EncryptedTarget(.direct, as: encryption)
        #expect(target.refusal(of: target.honest) == nil)
        #expect(target.honest.ciphertext.count == 16)
        // With one block, the IV is what the padding is turned with: all values of its last byte.
        for value in UInt8.min...UInt8.max where value != target.honest.iv[15] {
            #expect(target.refusal(of: target.honest.with { $0.iv[15] = value }) == .decryptionFailed)
        }
        for place in target.honest.ciphertext.indices {
            #expect(target.refusal(of: target.honest.with { $0.ciphertext[place] ^= 1 }) == .decryptionFailed)
        }
        for length in [0, 1, 15] {
            let cut = target.honest.with { $0.ciphertext = Array($0.ciphertext.prefix(length)) }
            #expect(target.refusal(of: cut) == .decryptionFailed)
        }
    }
}
