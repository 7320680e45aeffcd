// A client that has a key, gets tokens that are bound to it, and makes a proof for each request.

package import JOSE
package import OAuth

/// The holder of a key, honest unless the test says otherwise.
package struct TestSender: Sendable {
    package let key: SigningKey

    package init(_ algorithm: SignatureAlgorithm = .es256) throws { key = try SigningKey.generate(algorithm) }

    /// What the sender's tokens are bound to.
    package var bond: Confirmation { Confirmation(keyThumbprint: key.verificationKey.jwk.thumbprint) }

    /// A token of an issuer, bound to this sender's key and perhaps to a certificate.
    package func token(
        of issuer: TestIssuer,
        certificate: [UInt8]? = nil,
        issuedAt: Int = TestIssuer.start,
        scopes: String = "notes:read"
    ) throws -> String {
        let bond = Confirmation(
            keyThumbprint: bond.keyThumbprint,
            certificateThumbprint: certificate.map { Confirmation.thumbprint(ofCertificate: $0) }
        )
        return try issuer.token(scopes: scopes, issuedAt: issuedAt) { bond.write(to: &$0) }
    }

    /// A proof for one request; each has another `jti` unless the test says which.
    package func proof(
        _ method: String = "GET",
        _ url: String,
        token: String?,
        nonce: String? = nil,
        at now: Int = TestIssuer.start,
        identifier: String? = nil
    ) throws -> String {
        var random = SystemRandomNumberGenerator()
        return try DPoPProof.sign(
            method: method, url: url, token: token, nonce: nonce, at: now,
            identifier: identifier ?? DPoPProof.identifier(using: &random), with: key)
    }
}
