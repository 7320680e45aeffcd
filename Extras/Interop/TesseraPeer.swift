// Tessera's answers.

import JOSE

struct TesseraPeer: Peer {
    func answer(_ request: Request) throws -> [Answer] {
        switch request.operation {
        case .generate: [try generate(request)]
        case .sign: [.token(try sign(request))]
        case .verify: [.payload(try verify(request))]
        case .encrypt, .decrypt: throw Unsupported(what: "encryption")
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
                for: keyManagement(request), curve: request.curve ?? "P-256", content: content(request))
        }
        let whole = try JSONDocument(parsing: key.exportPrivateJSON()).root
        // Peers share a secret as it is; a public half exists of all others.
        let half = key.isSymmetric ? whole : try JSONDocument(parsing: key.publicJSON).root
        return .keys(private: whole, public: half)
    }

    private func sign(_ request: Request) throws -> String {
        let key = try SigningKey(privateJWK: request.keyJSON, algorithm: signature(request))
        return try CompactJWS.sign(request.payload, type: .accessToken, with: key)
    }

    private func verify(_ request: Request) throws -> [UInt8] {
        let key = try VerificationKey(jwk: JWK(parsing: request.keyJSON), algorithm: signature(request))
        return try CompactJWS(parsing: request.token).payload(verifiedWith: key)
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
