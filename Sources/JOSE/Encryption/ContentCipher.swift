// Encrypting and decrypting a content with its key: AES GCM, and AES CBC with HMAC (RFC 7518 §5).

import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A content under its key.
struct Ciphertext: Sendable {
    let iv: [UInt8]
    let bytes: [UInt8]
    let tag: [UInt8]
}

extension ContentEncryption {
    /// A new key of this length.
    func randomKey() -> SymmetricKey { SymmetricKey(size: SymmetricKeySize(bitCount: row.keyLength * 8)) }

    /// Encrypts under an IV that is new each time; no caller ever brings one.
    ///
    /// - Throws: ``JOSEError/encryptionFailed``.
    func seal(_ content: [UInt8], additional: [UInt8], key: SymmetricKey) throws(JOSEError) -> Ciphertext {
        guard key.bitCount == row.keyLength * 8 else { throw .encryptionFailed }
        let iv = KeyMaterial.random(row.ivLength)
        do {
            guard let hash = row.hash else {
                let box = try AES.GCM.seal(
                    content, using: key, nonce: AES.GCM.Nonce(data: iv), authenticating: additional)
                return Ciphertext(iv: iv, bytes: Array(box.ciphertext), tag: Array(box.tag))
            }
            let halves = ContentEncryption.halves(of: key)
            let bytes = Array(try AES._CBC.encrypt(content, using: halves.cipher, iv: .init(ivBytes: iv)))
            let code = ContentEncryption.code(halves.mac, hash, additional, iv, bytes)
            return Ciphertext(iv: iv, bytes: bytes, tag: Array(code.prefix(row.tagLength)))
        } catch {
            throw .encryptionFailed
        }
    }

    /// Decrypts. All that can be wrong is one and the same error: which it was, would be an oracle.
    ///
    /// - Throws: ``JOSEError/decryptionFailed``.
    func open(_ sealed: Ciphertext, additional: [UInt8], key: SymmetricKey) throws(JOSEError) -> [UInt8] {
        // A shorter tag is easier to forge (RFC 7518 §5.2.2.2, §5.3): lengths are exact.
        guard key.bitCount == row.keyLength * 8, sealed.iv.count == row.ivLength,
            sealed.tag.count == row.tagLength
        else { throw .decryptionFailed }
        do {
            guard let hash = row.hash else {
                let box = try AES.GCM.SealedBox(
                    nonce: AES.GCM.Nonce(data: sealed.iv), ciphertext: sealed.bytes, tag: sealed.tag)
                return Array(try AES.GCM.open(box, using: key, authenticating: additional))
            }
            let halves = ContentEncryption.halves(of: key)
            // The code before the cipher (RFC 7518 §5.2.2.2): of a changed text no padding is ever looked at.
            let code = ContentEncryption.code(halves.mac, hash, additional, sealed.iv, sealed.bytes)
            guard ConstantTime.equal(code.prefix(row.tagLength), sealed.tag) else {
                throw JOSEError.decryptionFailed
            }
            return Array(
                try AES._CBC.decrypt(sealed.bytes, using: halves.cipher, iv: .init(ivBytes: sealed.iv)))
        } catch {
            throw .decryptionFailed
        }
    }

    /// The first half is for the code, the second for the cipher (RFC 7518 §5.2.2.1).
    private static func halves(of key: SymmetricKey) -> (mac: [UInt8], cipher: SymmetricKey) {
        let bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
        return (Array(bytes.prefix(bytes.count / 2)), SymmetricKey(data: bytes.suffix(bytes.count / 2)))
    }

    private static func code(
        _ key: [UInt8],
        _ hash: HashLength,
        _ additional: [UInt8],
        _ iv: [UInt8],
        _ bytes: [UInt8]
    ) -> [UInt8] {
        let input = additional + iv + bytes + bitLength(additional.count)
        return KeyedHMAC(key, hash).code(of: input.span)
    }

    /// `AL`: so many bytes in bits, as 64 bits from the highest (RFC 7518 §5.2.2.1). In 32 bits it would
    /// begin anew at half a gigabyte (CVE-2016-9123).
    static func bitLength(_ count: Int) -> [UInt8] {
        let bits = UInt64(count) << 3
        return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    }
}
