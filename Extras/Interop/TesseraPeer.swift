// Tessera's answers.

import JOSE

struct TesseraPeer: Peer {
    func answer(_ request: Request) throws -> [Answer] {
        switch request.operation {
        case .generate: [try generate(request)]
        case .sign: [.token(try sign(request))]
        case .verify: [.payload(try verify(request))]
        case .encrypt: [.token(try encrypt(request))]
        case .decrypt: [.payload(try decrypt(request))]
        }
    }

    private func generate(_ request: Request) throws -> Answer {
        let key: JWK
        if request.algorithm.hasPrefix("PBES2") {
            // A password, which peers keep as the secret of a JWK; the library makes none.
            key = try .generate(for: .a192KW)
        } else if let algorithm = SignatureAlgorithm(name: request.algorithm) {
            key = try .generate(for: algorithm)
        } else {
            key = try .generate(
                for: keyManagement(request),
                curve: request.curve ?? "P-256",
                content: content(request)
            )
        }
        let whole = try JSONDocument(parsing: key.exportPrivateJSON()).root
        // Peers share a secret as it is; a public half exists of all others.
        let half = key.isSymmetric ? whole : try JSONDocument(parsing: key.publicJSON).root
        return .keys(private: whole, public: half)
    }

    private func sign(_ request: Request) throws -> String {
        let key = try SigningKey(privateJWK: request.keyJSON, algorithm: signature(request))
        guard request.isJSON else {
            return try CompactJWS.sign(request.payload, type: .accessToken, with: key)
        }
        return String(decoding: try JSONJWS.sign(request.payload, with: [key]), as: UTF8.self)
    }

    private func verify(_ request: Request) throws -> [UInt8] {
        let key = try VerificationKey(jwk: JWK(parsing: request.keyJSON), algorithm: signature(request))
        guard request.isJSON else { return try CompactJWS(parsing: request.token).payload(verifiedWith: key) }
        return try JSONJWS(parsing: Array(request.token.utf8)).payload(verifiedWith: key, signature: 0)
    }

    private func encrypt(_ request: Request) throws -> String {
        let key: EncryptionKey
        if let password = try password(request) {
            key = try .password(
                password, algorithm: keyManagement(request), iterations: TesseraPeer.iterations)
        } else {
            key = try EncryptionKey(jwk: JWK(parsing: request.keyJSON), algorithm: keyManagement(request))
        }
        guard request.isJSON else {
            return try CompactJWE.encrypt(request.payload, as: content(request), to: key)
        }
        let jwe = try JSONJWE.encrypt(request.payload, as: content(request), to: [key])
        return String(decoding: jwe, as: UTF8.self)
    }

    private func decrypt(_ request: Request) throws -> [UInt8] {
        let key: DecryptionKey
        if let password = try password(request) {
            key = try .password(password, algorithm: keyManagement(request))
        } else {
            key = try DecryptionKey(jwk: JWK(parsing: request.keyJSON), algorithm: keyManagement(request))
        }
        guard request.isJSON else {
            return try CompactJWE(parsing: request.token).decrypted(with: key, contents: [content(request)])
        }
        return try JSONJWE(parsing: Array(request.token.utf8))
            .decrypted(with: key, recipient: 0, contents: [content(request)])
    }

    /// Fewer than we would choose: panva refuses more than 10 000, jwcrypto more than 16 384.
    private static let iterations = 8_192

    /// The password of PBES2; `nil` for other algorithms.
    private func password(_ request: Request) throws -> [UInt8]? {
        request.algorithm.hasPrefix("PBES2") ? try request.keyBytes("k") : nil
    }

    private func signature(_ request: Request) throws -> SignatureAlgorithm {
        guard let algorithm = SignatureAlgorithm(name: request.algorithm) else {
            throw Unsupported(what: request.algorithm)
        }
        return algorithm
    }

    private func keyManagement(_ request: Request) throws -> KeyManagementAlgorithm {
        guard let algorithm = KeyManagementAlgorithm(name: request.algorithm) else {
            throw Unsupported(what: request.algorithm)
        }
        return algorithm
    }

    private func content(_ request: Request) throws -> ContentEncryption {
        guard let content = ContentEncryption(name: request.content ?? "A256GCM") else {
            throw Unsupported(what: request.content ?? "")
        }
        return content
    }
}
