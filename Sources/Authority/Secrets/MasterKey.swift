// The key that seals what the database must not hold in the clear.

internal import Crypto
internal import JOSE

/// 32 bytes that stay outside the database. Printing it shows nothing of them.
package struct MasterKey: Sendable, CustomStringConvertible {
    private let key: SymmetricKey

    package static let length = 32

    package init(bytes: [UInt8]) throws(MasterKeyFault) {
        guard bytes.count == MasterKey.length else { throw .length(bytes.count) }
        key = SymmetricKey(data: bytes)
    }

    package var description: String { "MasterKey(hidden)" }

    /// A key of its own for a purpose (HKDF, RFC 5869).
    func derive(_ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array("tessera \(purpose)".utf8), outputByteCount: MasterKey.length)
    }

    /// Seals a secret with AES-256-GCM and a random nonce. The purpose is bound in: a sealed text that is
    /// moved to another row does not open.
    func seal(_ secret: [UInt8], for purpose: String) throws -> String {
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(purpose.utf8))
        guard let combined = box.combined else { throw MasterKeyFault.sealed(purpose) }
        return Base64URL.encode(Array(combined))
    }

    /// Opens what ``seal(_:for:)`` made.
    func open(_ sealed: String, for purpose: String) throws(MasterKeyFault) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: Base64URL.decode(sealed))
            return Array(try AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8)))
        } catch {
            throw .sealed(purpose)
        }
    }
}

/// Why a master key is of no use.
package enum MasterKeyFault: Error, Hashable, Sendable, CustomStringConvertible {
    case length(Int)
    case sealed(String)

    package var description: String {
        switch self {
        case .length(let count):
            "the master key has \(count) bytes, expected \(MasterKey.length): give the file that belongs to "
                + "this data"
        case .sealed(let purpose):
            "the master key does not open the \(purpose): it belongs to other data; give the one that was "
                + "made with it"
        }
    }
}
