// Tokens and keys from whatever text, by real keys, so that a refusal is about the text and not about the signature.

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

    /// The whole of a key as a JWK, some members left out or written otherwise: values are JSON text, `nil` leaves one out.
    /// Without its labels, unless they are among the changes; an AKP key keeps its `alg`, which is part of it.
    static func text(_ algorithm: SignatureAlgorithm, _ changes: KeyValuePairs<String, String?> = [:]) throws -> String {
        let object = try JSONDocument.object(parsing: key(algorithm).exportPrivateJWK())
        var members = (object.members ?? []).map { ($0.name, $0.value.text as String?) }
        let labels = object["kty"]?.string == "AKP" ? ["use", "kid"] : ["use", "kid", "alg"]
        members.removeAll { labels.contains($0.0) }
        for (name, value) in changes {
            members.removeAll { $0.0 == name }
            members.append((name, value))
        }
        return "{" + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",") + "}"
    }

    static func jwk(_ algorithm: SignatureAlgorithm, _ changes: KeyValuePairs<String, String?> = [:]) throws -> JWK {
        try JWK(parsing: Array(text(algorithm, changes).utf8))
    }

    /// The names of the members that must not be told (RFC 7518 §6, RFC 8037 §2, RFC 9964 §3).
    static let secretNames: Set<String> = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

    /// The values of a key's members that must not be told.
    static func secrets(of key: SigningKey) throws -> [String] {
        let members = try JSONDocument.object(parsing: key.exportPrivateJWK()).members ?? []
        return members.compactMap { secretNames.contains($0.name) ? $0.value.string : nil }
    }
}
