// A signed statement by which a client proves who it is (RFC 7523 §2.2, §3, as RFC 7523bis narrows it).

package import JOSE

/// A client assertion whose parts were read and whose signature was not yet checked.
package struct ClientAssertion: Sendable {
    /// The one value of `client_assertion_type`.
    package static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    private let jws: CompactJWS
    private let claims: JSONValue
    /// The client that it names; nothing is proven yet.
    package let unverifiedClientID: String
    /// The algorithm of its header.
    package let algorithm: SignatureAlgorithm
    package var keyID: String? { jws.header.keyID }

    /// Seconds by which `iat` and `nbf` may lie ahead (FAPI 2.0 §5.3.2.1).
    private static let leeway = 10
    /// Seconds for which one may be made: an assertion is used at once.
    private static let longest = 3_600

    /// Reads an assertion.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_client`.
    package init(_ text: String) throws(OAuthRefusal) {
        do {
            jws = try CompactJWS(parsing: text)
            claims = try JSONDocument.object(
                parsing: jws.unverifiedPayload(), limits: JSONLimits(length: 16_384, depth: 8))
        } catch {
            throw ClientAssertion.refusal("it is not a signed token")
        }
        guard let algorithm = SignatureAlgorithm(name: jws.header.algorithm), !algorithm.isSymmetric else {
            throw ClientAssertion.refusal("its algorithm is not an asymmetric one")
        }
        self.algorithm = algorithm
        // RFC 7523bis §4: typed so where it is typed at all, so that nothing that was signed for another purpose will do.
        if let type = jws.header.parameters["typ"] {
            guard type.equals("client-authentication+jwt") || type.equals("JWT") || type.equals("jwt") else {
                throw ClientAssertion.refusal("its typ says that it is something else")
            }
        }
        guard let issuer = claims["iss"]?.string, let subject = claims["sub"]?.string,
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
            _ = try jws.payload(provenWith: key)
        } catch {
            throw ClientAssertion.refusal("its signature does not match the client's key")
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
        guard let audience = claims["aud"]?.string, audiences.contains(where: { $0.hasBytes(of: audience) })
        else {
            throw ClientAssertion.refusal("its aud must be the issuer of this server, as one string")
        }
        guard let expiry = claims["exp"]?.number, expiry > Double(now) else {
            throw ClientAssertion.refusal("it has expired, or has no exp")
        }
        guard expiry - Double(now) <= Double(ClientAssertion.longest) else {
            throw ClientAssertion.refusal("its exp lies more than \(ClientAssertion.longest) seconds ahead")
        }
        for name in ["iat", "nbf"] {
            guard let value = claims[name] else { continue }
            guard let time = value.number, time - Double(now) <= Double(ClientAssertion.leeway) else {
                throw ClientAssertion.refusal("its \(name) lies ahead, or is no time")
            }
        }
        guard let identifier = claims["jti"]?.string, (1...256).contains(identifier.utf8.count) else {
            throw ClientAssertion.refusal("it has no jti, which says that it is used once")
        }
        return (identifier, Int(expiry) + 1, audience)
    }

    private static func refusal(_ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidClient, "the client assertion is refused: \(rule)")
    }
}
