// What attacks are aimed at: an honest key, a policy, and the question what a verifier says of a token.

package import JOSE

/// A verifier of one issuer's tokens, without a network.
package struct Target: Sendable {
    package let key: SigningKey
    package let now = 1_800_000_000
    private let allowed: Set<SignatureAlgorithm>

    package init(
        _ algorithm: SignatureAlgorithm = .es256,
        allowed: Set<SignatureAlgorithm> = [.es256, .ed25519, .edDSA]
    ) throws {
        key = try SigningKey.generate(algorithm)
        self.allowed = allowed
    }

    package var policy: TokenPolicy {
        TokenPolicy(
            issuer: "https://auth.example",
            audience: "https://api.example",
            type: .accessToken,
            algorithms: allowed,
            requiredClaims: ["sub", "client_id", "iat", "jti"]
        )
    }

    /// The header of an honest token.
    package var header: String { #"{"alg":"\#(key.algorithm.name)","typ":"at+jwt","kid":"\#(key.keyID)"}"# }

    /// The claims of an honest token, with some replaced or added: values are JSON text, `nil` leaves a claim out.
    package func payload(_ changes: [(String, String?)] = []) -> String {
        var claims: [(String, String?)] = [
            ("iss", #""https://auth.example""#), ("sub", #""usr_1""#), ("aud", #""https://api.example""#),
            ("exp", "\(now + 600)"), ("iat", "\(now)"), ("jti", #""1.0.x""#), ("client_id", #""c""#),
        ]
        for (name, value) in changes {
            if let place = claims.firstIndex(where: { $0.0 == name }) {
                claims[place].1 = value
            } else {
                claims.append((name, value))
            }
        }
        let members = claims.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// A token signed by the honest key.
    package func token(header: String? = nil, payload: String? = nil) throws -> String {
        try ForgedToken.signed(header: header ?? self.header, payload: payload ?? self.payload(), by: key)
    }

    /// What the verifier says of a token: `nil` when it is accepted.
    package func refusal(of token: String, at moment: Int? = nil) -> TokenRejection? {
        do {
            let unverified = try UnverifiedToken(parsing: token)
            try unverified.checkAlgorithm(policy)
            guard let found = JWKSet(keys: [key.verificationKey]).key(id: unverified.header.keyID) else {
                return .keyNotFound(kid: unverified.header.keyID)
            }
            _ = try unverified.verified(with: found, policy: policy, at: moment ?? now)
            return nil
        } catch {
            return error
        }
    }
}
