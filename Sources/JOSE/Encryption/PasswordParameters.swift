// A key out of a password, with PBKDF2 (RFC 7518 §4.8); the work is bounded before any of it is done.

import Crypto
import CryptoExtras

/// Salt and count of one message.
struct PasswordParameters: Sendable {
    /// `p2s`.
    let salt: [UInt8]
    /// `p2c`.
    let iterations: Int

    /// Fewer are no hindrance (RFC 7518 §4.8.1.2).
    static let fewestIterations = 1_000
    /// What the primitive can count to.
    static let mostIterations = Int(Int32.max)

    init(salt: [UInt8], iterations: Int) {
        self.salt = salt
        self.iterations = iterations
    }

    /// Reads them from a header.
    ///
    /// - Throws: ``JOSEError/header(_:)`` when the salt is shorter than 8 bytes, or the count is not a whole
    ///   number from 1000 to the caller's bound: a stranger's header decides how long this will take.
    init(_ header: EncryptionHeader, maximumIterations: Int) throws(JOSEError) {
        let bound = min(maximumIterations, PasswordParameters.mostIterations)
        guard let count = header["p2c"]?.integer, count >= PasswordParameters.fewestIterations, count <= bound
        else {
            throw .header("p2c")
        }
        guard let salt = try header.bytes(of: "p2s"), salt.count >= 8 else { throw .header("p2s") }
        self.init(salt: salt, iterations: count)
    }

    /// The key that wraps. The algorithm's name is part of the salt (RFC 7518 §4.8.1.1).
    func key(of password: [UInt8], _ algorithm: KeyManagementAlgorithm) throws -> SymmetricKey {
        guard let length = algorithm.row.wrapLength, let hash = algorithm.row.hash else {
            throw KeyFault.typeMismatch(algorithm: algorithm.name)
        }
        let function: KDF.Insecure.PBKDF2.HashFunction =
            switch hash {
            case .sha256: .sha256
            case .sha384: .sha384
            case .sha512: .sha512
            }
        return try KDF.Insecure.PBKDF2.deriveKey(
            from: password,
            salt: Array(algorithm.name.utf8) + [0] + salt,
            using: function,
            outputByteCount: length,
            unsafeUncheckedRounds: iterations
        )
    }
}
