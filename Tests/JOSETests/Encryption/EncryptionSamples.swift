// Keys for encryption that are made once, and tokens that are put together by hand.

import Testing

@testable import JOSE

/// One key pair of one algorithm.
struct EncryptionSample: Sendable, CustomTestStringConvertible {
    let algorithm: KeyManagementAlgorithm
    let jwk: JWK

    var testDescription: String { "\(algorithm.name) \(jwk.curve ?? "")" }

    func encryption() throws -> EncryptionKey {
        try EncryptionKey(jwk: jwk.isSymmetric ? jwk : jwk.publicHalf(), algorithm: nil)
    }

    func decryption() throws -> DecryptionKey { try DecryptionKey(jwk: jwk, algorithm: nil) }

    /// Another key of the same kind.
    func another() throws -> EncryptionSample {
        EncryptionSample(
            algorithm: algorithm,
            jwk: try .generate(for: algorithm, curve: jwk.curve ?? "", content: .a256GCM)
        )
    }

    /// Every algorithm that needs no password, on every curve; `dir` with a key for A256GCM.
    static let all: [EncryptionSample] = KeyManagementAlgorithm.allCases.flatMap { (algorithm) -> [EncryptionSample] in
        switch algorithm.row.family {
        case .password: []
        case .agreement:
            ["P-256", "P-384", "P-521", "X25519"].map { curve in
                EncryptionSample(algorithm: algorithm, jwk: try! .generate(for: algorithm, curve: curve))
            }
        default: [EncryptionSample(algorithm: algorithm, jwk: try! .generate(for: algorithm))]
        }
    }

    static func of(_ algorithm: KeyManagementAlgorithm, curve: String? = nil) -> EncryptionSample {
        all.first { $0.algorithm == algorithm && (curve == nil || $0.jwk.curve == curve) }!
    }
}

/// The five parts of a compact JWE, to be changed one by one.
struct JWEParts {
    var header: String
    var encryptedKey: [UInt8]
    var iv: [UInt8]
    var ciphertext: [UInt8]
    var tag: [UInt8]

    init(_ text: String) throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        header = String(decoding: try Base64URL.decode(parts[0]), as: UTF8.self)
        encryptedKey = try Base64URL.decode(parts[1])
        iv = try Base64URL.decode(parts[2])
        ciphertext = try Base64URL.decode(parts[3])
        tag = try Base64URL.decode(parts[4])
    }

    var text: String {
        ([Array(header.utf8), encryptedKey, iv, ciphertext, tag].map { Base64URL.encode($0) }).joined(separator: ".")
    }
}

extension Set<ContentEncryption> {
    static var all: Set<ContentEncryption> { Set(ContentEncryption.allCases) }
}
