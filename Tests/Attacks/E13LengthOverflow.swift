// E13: the length in the code of CBC and HMAC, which in 32 bits would begin anew (CVE-2016-9123).

import Testing

@testable import JOSE

@Suite struct E13LengthOverflow {
    static let lengths: [(Int, [UInt8])] = [
        (0, [0, 0, 0, 0, 0, 0, 0, 0]), (1, [0, 0, 0, 0, 0, 0, 0, 8]), (42, [0, 0, 0, 0, 0, 0, 1, 0x50]),
        (1 << 28, [0, 0, 0, 0, 0x80, 0, 0, 0]), (1 << 29, [0, 0, 0, 1, 0, 0, 0, 0]),
        (1 << 32, [0, 0, 0, 8, 0, 0, 0, 0]), ((1 << 29) + 1, [0, 0, 0, 1, 0, 0, 0, 8]),
        (Int.max >> 3, [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xF8]),
    ]

    @Test(arguments: lengths)
    func isIn64Bits(_ count: Int, _ expected: [UInt8]) {
        #expect(ContentEncryption.bitLength(count) == expected)
    }

    /// Moving bytes from the additional data into the ciphertext leaves what is hashed the same but for the
    /// length.
    @Test func theBorderOfTheAdditionalDataIsCovered() throws {
        let key = try JWK.generate(for: .direct, content: .a128CBCHS256)
        let own = try DecryptionKey(jwk: key, algorithm: nil)
        let iv = String(repeating: "A", count: 66)
        let bytes = try JSONJWE.encrypt(
            [1], as: .a128CBCHS256, to: [EncryptionKey(jwk: key, algorithm: nil)], additionalData: Array(iv.utf8))
        let honest = try JSONDocument.object(parsing: bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        let aad = try #require(honest["aad"]?.string)
        let (oldIV, oldText) = (
            try Base64URL.decode(honest["iv"]?.string ?? ""), try Base64URL.decode(honest["ciphertext"]?.string ?? "")
        )
        // The last 16 letters of the additional data become the IV, the IV the first block.
        let moved = Array(aad.utf8.suffix(16))
        let forged =
            text.replacing("\"\(aad)\"", with: "\"\(aad.dropLast(16))\"")
            .replacing("\"iv\":\"\(Base64URL.encode(oldIV))\"", with: "\"iv\":\"\(Base64URL.encode(moved))\"")
            .replacing(
                "\"ciphertext\":\"\(Base64URL.encode(oldText))\"",
                with: "\"ciphertext\":\"\(Base64URL.encode(oldIV + oldText))\"")
        #expect(try JSONJWE(parsing: bytes).decrypted(with: own, recipient: 0, contents: [.a128CBCHS256]) == [1])
        #expect(throws: JOSEError.decryptionFailed) {
            try JSONJWE(parsing: Array(forged.utf8)).decrypted(with: own, recipient: 0, contents: [.a128CBCHS256])
        }
    }
}
