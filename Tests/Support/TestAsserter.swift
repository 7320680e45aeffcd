// A client that proves itself by what it signs: each assertion is new unless the test says otherwise.

package import JOSE
import OAuth

/// The holder of a key that a client is registered with.
package struct TestAsserter: Sendable {
    package let key: SigningKey

    package init(_ algorithm: SignatureAlgorithm = .es256) throws { key = try SigningKey.generate(algorithm) }

    /// The key set that the client is registered with.
    package var keys: [UInt8] { JWKSet(keys: [key.verificationKey]).json }

    /// An assertion, of which a test changes some claims (as JSON) and leaves others out.
    package func assertion(
        _ client: String,
        at now: Int,
        type: String? = "client-authentication+jwt",
        _ changes: [String: String?] = [:]
    ) throws -> String {
        var random = SystemRandomNumberGenerator()
        var claims: [String: String] = [
            "iss": "\"\(client)\"", "sub": "\"\(client)\"", "aud": "\"https://auth.example.com\"",
            "exp": "\(now + 60)", "iat": "\(now)", "jti": "\"\(DPoPProof.identifier(using: &random))\"",
        ]
        for (name, value) in changes { claims[name] = value }
        let payload = claims.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        let typ = type.map { ",\"typ\":\"\($0)\"" } ?? ""
        return try ForgedToken.signed(
            header: "{\"alg\":\"\(key.algorithm.name)\",\"kid\":\"\(key.keyID)\"\(typ)}", payload: "{\(payload)}",
            by: key)
    }

    /// The parameters of a form.
    package func parameters(_ assertion: String) -> [(name: String, value: String)] {
        [("client_assertion_type", ClientAssertion.type), ("client_assertion", assertion)]
    }
}
