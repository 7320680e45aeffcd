// E10: a key that is used with an algorithm that is not its own, because a header says so.

import JOSE
import Testing

@Suite struct E10KeyMisuse {
    @Test(arguments: KeyManagementAlgorithm.allCases.filter { !$0.name.hasPrefix("PBES2") })
    func theKeyHasOneAlgorithm(_ algorithm: KeyManagementAlgorithm) throws {
        let target = try EncryptedTarget(algorithm)
        for other in KeyManagementAlgorithm.allCases where other != algorithm {
            let forged = target.honest.with {
                $0.header = $0.header.replacing("\"\(algorithm.name)\"", with: "\"\(other.name)\"")
            }
            #expect(
                target.refusal(of: forged) == .key(.algorithm(bound: algorithm.name, asked: other.name)))
        }
    }

    @Test(arguments: ContentEncryption.allCases)
    func theContentEncryptionIsTheCallersChoice(_ encryption: ContentEncryption) throws {
        let target = try EncryptedTarget(.a128KW, as: encryption)
        let others = Set(ContentEncryption.allCases).subtracting([encryption])
        #expect(target.refusal(of: target.honest, contents: others) == .algorithmNotAllowed(encryption.name))
        #expect(target.refusal(of: target.honest, contents: []) == .algorithmNotAllowed(encryption.name))
        for name in ["A256CTR", encryption.name.lowercased(), encryption.name + "\\u0000", "none", "dir"] {
            let forged = target.honest.with { $0.header = $0.header.replacing(encryption.name, with: name) }
            let shown = name.replacing("\\u0000", with: "?")
            #expect(target.refusal(of: forged) == .algorithmNotAllowed(shown))
        }
    }

    @Test func aKeyForSignaturesDecryptsNothing() throws {
        for algorithm in [SignatureAlgorithm.es256, .ed25519, .rs256, .hs256] {
            let jwk = try JWK.generate(for: algorithm)
            #expect(throws: JOSEError.key(.unknownAlgorithm(algorithm.name))) {
                try DecryptionKey(jwk: jwk, algorithm: nil)
            }
        }
        let jwk = try JWK.generate(for: .a256KW)
        #expect(throws: JOSEError.key(.use("enc"))) { try VerificationKey(jwk: jwk, algorithm: .hs256) }
    }
}
