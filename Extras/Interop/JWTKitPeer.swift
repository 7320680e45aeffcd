// jwt-kit's answers: signatures over claims, which is all that it has.

import JWTKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct JWTKitPeer: Peer {
    /// The claims that the check signs everywhere.
    struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let iat: Int

        func verify(using _: some JWTAlgorithm) {}
    }

    func answer(_ request: Request) async throws -> [Answer] {
        switch request.operation {
        case .sign:
            let claims = try JSONDecoder().decode(Claims.self, from: Data(request.payload))
            return [.token(try await keys(request).sign(claims))]
        case .verify:
            let claims = try await keys(request).verify(request.token, as: Claims.self)
            return [.payload(Array(try JSONEncoder().encode(claims)))]
        case .generate, .encrypt, .decrypt:
            throw Unsupported(what: request.operation.rawValue)
        }
    }

    private func keys(_ request: Request) async throws -> JWTKeyCollection {
        let keys = JWTKeyCollection()
        switch request.algorithm {
        case "HS256": await keys.add(hmac: HMACKey(from: try request.keyBytes("k")), digestAlgorithm: .sha256)
        case "HS384": await keys.add(hmac: HMACKey(from: try request.keyBytes("k")), digestAlgorithm: .sha384)
        case "HS512": await keys.add(hmac: HMACKey(from: try request.keyBytes("k")), digestAlgorithm: .sha512)
        case "ML-DSA-65" where request.operation == .sign:
            await keys.add(mldsa: try MLDSA65PrivateKey(seedRepresentation: request.keyBytes("priv")))
        case "ML-DSA-65":
            await keys.add(mldsa: try MLDSA65PublicKey(rawRepresentation: request.keyBytes("pub")))
        case "ML-DSA-87" where request.operation == .sign:
            await keys.add(mldsa: try MLDSA87PrivateKey(seedRepresentation: request.keyBytes("priv")))
        case "ML-DSA-87":
            await keys.add(mldsa: try MLDSA87PublicKey(rawRepresentation: request.keyBytes("pub")))
        default:
            // The rest are JWKs, whose `alg` it reads itself.
            guard JWK.Algorithm(rawValue: request.algorithm) != nil else {
                throw Unsupported(what: "no \(request.algorithm)")
            }
            try await keys.add(jwk: JWK(json: String(decoding: request.keyJSON, as: UTF8.self)))
        }
        return keys
    }
}
