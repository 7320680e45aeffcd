// E02: an ephemeral X25519 key of small order, with which every private key agrees on zeros (RFC 8037 §3.2).

import Crypto
import JOSE
import Testing

@Suite struct E02SmallOrderPoint {
    /// The coordinates that RFC 7748 §6.1 warns of, and two that are the same when they are reduced.
    static let points = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]

    @Test(arguments: points)
    func isRefusedThoughTheTagWouldHold(_ point: String) throws {
        let target = try EncryptedTarget(.ecdhES, curve: "X25519")
        let x = Base64URL.encode(E01InvalidCurve.bytes(point))
        let header = #"{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"OKP","crv":"X25519","x":"\#(x)"}}"#
        // What the attacker knows without any key: the key that is derived of zeros.
        let input: [UInt8] =
            [0, 0, 0, 1] + [UInt8](repeating: 0, count: 32) + [0, 0, 0, 7] + Array("A256GCM".utf8)
            + [0, 0, 0, 0] + [0, 0, 0, 0] + [0, 0, 1, 0]
        let box = try AES.GCM.seal(
            [1], using: SymmetricKey(data: SHA256.hash(data: input)),
            authenticating: Array(Base64URL.encode(header.utf8).utf8)
        )
        var forged = target.honest
        forged.header = header
        (forged.iv, forged.ciphertext, forged.tag) = (Array(box.nonce), Array(box.ciphertext), Array(box.tag))
        #expect(target.refusal(of: forged) == .decryptionFailed)
    }
}
