// Tokens from whatever text, signed by a real key, so that a refusal is about the text and not about the signature.

import JOSE

/// Signs any header and payload.
func rawToken(header: String, payload: String = "{}", by key: SigningKey) throws -> String {
    let input = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
    return try input + "." + Base64URL.encode(key.sign(Array(input.utf8)))
}

/// Keys that are made once for all tests.
enum TestKeys {
    static let all: [SigningKey] = SignatureAlgorithm.allCases.map { algorithm in
        try! SigningKey.generate(algorithm)
    }

    static func key(_ algorithm: SignatureAlgorithm) -> SigningKey {
        all.first { $0.algorithm == algorithm }!
    }

    static let es256 = key(.es256)
    static let ed25519 = key(.ed25519)
    static let edDSA = key(.edDSA)
}
