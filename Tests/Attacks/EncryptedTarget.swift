// What attacks on encryption are aimed at: one honest key of each kind, and the question what its owner says of an object.

import Crypto
import JOSE

/// The owner of one key, and an honest object for them that attackers change.
struct EncryptedTarget {
    let jwk: JWK
    let key: DecryptionKey
    let honest: ForgedJWE

    init(
        _ algorithm: KeyManagementAlgorithm,
        curve: String = "P-256",
        as encryption: ContentEncryption = .a256GCM
    ) throws {
        jwk = try JWK.generate(for: algorithm, curve: curve, content: encryption)
        key = try DecryptionKey(jwk: jwk, algorithm: nil)
        let recipient = try EncryptionKey(jwk: jwk.isSymmetric ? jwk : jwk.publicHalf(), algorithm: nil)
        honest = try ForgedJWE(CompactJWE.encrypt(Array("attack at dawn".utf8), as: encryption, to: recipient))
    }

    /// What the owner says: `nil` when it is decrypted.
    func refusal(
        of forged: ForgedJWE,
        contents: Set<ContentEncryption> = Set(ContentEncryption.allCases),
        inflater: Inflater? = nil
    ) -> JOSEError? {
        do throws(JOSEError) {
            _ = try CompactJWE(parsing: forged.text).decrypted(with: key, contents: contents, inflater: inflater)
            return nil
        } catch {
            return error
        }
    }
}

/// The five parts of a compact JWE, with whatever bytes an attacker likes.
struct ForgedJWE {
    var header: String
    var encryptedKey: [UInt8]
    var iv: [UInt8]
    var ciphertext: [UInt8]
    var tag: [UInt8]

    init(_ text: String) throws {
        let parts = try text.split(separator: ".", omittingEmptySubsequences: false).map { part in
            try Base64URL.decode(String(part))
        }
        header = String(decoding: parts[0], as: UTF8.self)
        (encryptedKey, iv, ciphertext, tag) = (parts[1], parts[2], parts[3], parts[4])
    }

    /// A content that is honestly encrypted under a shared secret, with any header.
    init(header: String, content: [UInt8], secret: JWK) throws {
        let text = try JSONDocument.object(parsing: secret.exportPrivateJSON())["k"]?.string ?? ""
        let box = try AES.GCM.seal(
            content,
            using: SymmetricKey(data: Base64URL.decode(text)),
            authenticating: Array(Base64URL.encode(header.utf8).utf8)
        )
        self.header = header
        encryptedKey = []
        (iv, ciphertext, tag) = (Array(box.nonce), Array(box.ciphertext), Array(box.tag))
    }

    var text: String {
        [Array(header.utf8), encryptedKey, iv, ciphertext, tag].map { Base64URL.encode($0) }.joined(separator: ".")
    }

    /// The same with some part changed.
    func with(_ change: (inout ForgedJWE) -> Void) -> ForgedJWE {
        var copy = self
        change(&copy)
        return copy
    }
}
