// A key that was read and written is the same key, and a key that signs verifies.

import JOSE

extension Property {
    static let jwk = Property(
        name: "jwk",
        longest: 6_144,
        words: [
            "\"kty\":", "\"crv\":", "\"alg\":", "\"use\":\"sig\"", "\"use\":\"enc\"", "\"key_ops\":[", "\"kid\":",
            "\"x\":", "\"y\":", "\"d\":", "\"n\":", "\"e\":", "\"k\":", "\"pub\":", "\"priv\":", "\"EC\"", "\"OKP\"",
            "\"RSA\"", "\"oct\"", "\"AKP\"", "\"P-256\"", "\"P-384\"", "\"P-521\"", "\"X25519\"", "\"Ed25519\"",
            "\"ES256\"", "\"ML-DSA-65\"", "\"sign\"", "\"verify\"", "\"keys\":[", "\"oth\":[",
        ],
        seeds: {
            let signing = try SignatureAlgorithm.allCases.map { try JWK.generate(for: $0) }
            let others = try ["P-256", "P-384", "P-521", "X25519"].map {
                try JWK.generate(for: KeyManagementAlgorithm.ecdhES, curve: $0)
            }
            let keys = signing + others
            let written = keys.flatMap { [$0.publicJSON, $0.exportPrivateJSON()] }
            let set = try JWKSet(
                keys: signing.filter { !$0.isSymmetric && $0.type != "AKP" }.prefix(4).map {
                    try VerificationKey(jwk: $0.publicHalf(), algorithm: nil)
                })
            return written + [set.json]
        },
        check: { bytes in
            _ = accepted { try JWKSet(parsing: bytes, algorithms: Set(SignatureAlgorithm.allCases)) }
            guard let key = accepted({ try JWK(parsing: bytes) }) else { return }
            try checkWriting(key)
            try checkFiles(key)
            try checkSigning(key)
        }
    )

    static func checkWriting(_ key: JWK) throws {
        let whole = try JWK(parsing: key.exportPrivateJSON())
        try hold(whole == key && whole.thumbprint == key.thumbprint, "the whole key is read as another")
        let isPublicReadable = accepted { try JWK(parsing: key.publicJSON) }
        guard !key.isSymmetric else {
            return try hold(isPublicReadable == nil, "a shared secret is in what may be published")
        }
        let half = try key.publicHalf()
        try hold(!half.isPrivate, "a public half is private")
        try hold(isPublicReadable == half, "the public half is read as another")
        try hold(half.thumbprint == key.thumbprint, "the public half has another thumbprint")
    }

    /// What leaves as a file is the same key.
    static func checkFiles(_ key: JWK) throws {
        for text in [accepted(key.publicPEM), accepted(key.exportPrivatePEM)] {
            guard let text, let again = accepted({ try JWK(pem: text) }) else { continue }
            try hold(again.thumbprint == key.thumbprint, "what leaves as a file is another key")
        }
    }

    /// Whatever loads as a signing key makes signatures that verify with the public half that stands beside it.
    static func checkSigning(_ key: JWK) throws {
        for algorithm in SignatureAlgorithm.allCases {
            _ = accepted { try VerificationKey(jwk: key, algorithm: algorithm) }
            guard let signing = accepted({ try SigningKey(jwk: key, algorithm: algorithm) }) else { continue }
            let message = Array("message".utf8)
            let signature = try signing.sign(message)
            let check =
                key.isSymmetric
                ? signing.verificationKey
                : try VerificationKey(
                    jwk: key.publicHalf(), algorithm: algorithm)
            let isRight = accepted { try check.verify(signature: signature, over: message[...]) } != nil
            try hold(isRight, "a key's signature does not verify with its own public half")
        }
    }
}
