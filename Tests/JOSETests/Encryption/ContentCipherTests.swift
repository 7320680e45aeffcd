// The content ciphers: the examples of RFC 7518 appendix B, and lengths that must be exact.

import Crypto
import Testing

@testable import JOSE

@Suite struct ContentCipherTests {
    static let text =
        "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy "
        + "without inconvenience"
    static let additional = Array("The second principle of Auguste Kerckhoffs".utf8)
    static let iv = bytes("1af38c2dc2b96ffdd86694092341bc04")

    static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).map { UInt8(hex.dropFirst($0).prefix(2), radix: 16)! }
    }

    /// RFC 7518 §B.1, §B.2, §B.3.
    static let examples: [(ContentEncryption, String, String)] = [
        (
            .a128CBCHS256,
            "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2"
                + "fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b"
                + "384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db",
            "652c3fa36b0a7c5b3219fab3a30bc1c4"
        ),
        (
            .a192CBCHS384,
            "ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb000d279bdc14c1072654bd30944230c6"
                + "57bed4ca0c9f4a8466f22b226d1746214bf8cfc2400add9f5126e479663fc90b3bed787a2f0ffcbf3904be2a641d5c21"
                + "05bfe591bae23b1d7449e532eef60a9ac8bb6c6b01d35d49787bcd57ef484927f280adc91ac0c4e79c7b11efc60054e3",
            "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7"
        ),
        (
            .a256CBCHS512,
            "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2"
                + "e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3"
                + "a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6",
            "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"
        ),
    ]

    @Test(arguments: examples)
    func theExamplesOfRFC7518(_ encryption: ContentEncryption, _ ciphertext: String, _ tag: String) throws {
        let key = SymmetricKey(data: (0..<encryption.row.keyLength).map { UInt8($0) })
        let sealed = Ciphertext(iv: Self.iv, bytes: Self.bytes(ciphertext), tag: Self.bytes(tag))
        #expect(try encryption.open(sealed, additional: Self.additional, key: key) == Array(Self.text.utf8))
    }

    @Test(arguments: ContentEncryption.allCases, [0, 1, 15, 16, 17, 1_000])
    func whatIsSealedOpens(_ encryption: ContentEncryption, _ length: Int) throws {
        let key = encryption.randomKey()
        let content = KeyMaterial.random(max(length, 1)).prefix(length)
        let sealed = try encryption.seal(Array(content), additional: [1, 2], key: key)
        #expect(try encryption.open(sealed, additional: [1, 2], key: key) == Array(content))
        #expect(sealed.iv.count == encryption.row.ivLength)
        #expect(sealed.tag.count == encryption.row.tagLength)
        #expect(throws: JOSEError.decryptionFailed) { try encryption.open(sealed, additional: [1, 3], key: key) }
        #expect(throws: JOSEError.decryptionFailed) {
            try encryption.open(sealed, additional: [1, 2], key: encryption.randomKey())
        }
    }

    @Test(arguments: ContentEncryption.allCases)
    func aKeyOfAnotherLengthIsNeitherUsedNorCut(_ encryption: ContentEncryption) throws {
        let key = encryption.randomKey()
        let sealed = try encryption.seal([1], additional: [], key: key)
        for length in [16, 24, 32, 48, 64] where length != encryption.row.keyLength {
            let other = SymmetricKey(size: SymmetricKeySize(bitCount: length * 8))
            #expect(throws: JOSEError.encryptionFailed) { try encryption.seal([1], additional: [], key: other) }
            #expect(throws: JOSEError.decryptionFailed) { try encryption.open(sealed, additional: [], key: other) }
        }
    }
}
