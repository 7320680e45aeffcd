// A signed statement by which a client proves who it is (RFC 7523 §2.2, §3, as RFC 7523bis narrows it).

package import JOSE

/// A client assertion whose parts were read and whose signature was not yet checked.
package struct ClientAssertion: Sendable {
    /// The one value of `client_assertion_type`.
    package static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    private let statement: ClientStatement
    /// The client that it names; nothing is proven yet.
    package let unverifiedClientID: String
    /// The algorithm of its header.
    package var algorithm: SignatureAlgorithm { statement.algorithm }
    package var keyID: String? { statement.keyID }

    private static let types = ["client-authentication+jwt", "JWT", "jwt"]

    /// Reads an assertion.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_client`.
    package init(_ text: String) throws(OAuthRefusal) {
        do {
            statement = try ClientStatement(text, depth: 8, types: ClientAssertion.types)
        } catch {
            throw ClientAssertion.refusal(error.rule)
        }
        guard let issuer = statement.claims["iss"]?.string, let subject = statement.claims["sub"]?.string,
            issuer.hasBytes(of: subject)
        else {
            throw ClientAssertion.refusal("its iss and sub must both be the client_id")
        }
        unverifiedClientID = subject
    }

    /// Checks the signature, which comes before all claims.
    ///
    /// - Parameter key: the client's.
    /// - Throws: ``OAuthRefusal`` `invalid_client`.
    package func check(signedBy key: VerificationKey) throws(OAuthRefusal) {
        do {
            try statement.check(signedBy: key)
        } catch {
            throw ClientAssertion.refusal(error.rule)
        }
    }

    /// Checks everything but the signature, which was checked before, and whether it was used before.
    ///
    /// - Parameter audiences: what it may be addressed to: the issuer, and for clients of older software other names of it.
    /// - Returns: its `jti`, the second after which it is refused for its age, and the audience that it has.
    /// - Throws: ``OAuthRefusal`` `invalid_client` with the rule.
    package func checkedClaims(
        audiences: [String],
        at now: Int
    ) throws(OAuthRefusal) -> (identifier: String, expiresAt: Int, audience: String) {
        // A list could name another server besides, which would then hold an assertion for us (RFC 7523bis §3).
        guard let audience = statement.claims["aud"]?.string,
            audiences.contains(where: { $0.hasBytes(of: audience) })
        else {
            throw ClientAssertion.refusal("its aud must be the issuer of this server, as one string")
        }
        let expiry: Double
        do {
            expiry = try statement.checkTimes(at: now)
        } catch {
            throw ClientAssertion.refusal(error.rule)
        }
        for (name, seconds) in statement.moments(["iat", "nbf"]) {
            guard let seconds, seconds - Double(now) <= Double(ClientStatement.leeway) else {
                throw ClientAssertion.refusal("its \(name) lies ahead, or is no time")
            }
        }
        guard let identifier = statement.claims["jti"]?.string, (1...256).contains(identifier.utf8.count)
        else {
            throw ClientAssertion.refusal("it has no jti, which says that it is used once")
        }
        return (identifier, Int(expiry) + 1, audience)
    }

    private static func refusal(_ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidClient, "the client assertion is refused: \(rule)")
    }
}
