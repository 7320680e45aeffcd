// An authorization request that its client signed (RFC 9101): nothing in it counts before its signature holds.

package import JOSE

/// A request object whose parts were read and whose signature was not yet checked.
package struct RequestObject: Sendable {
    private let statement: ClientStatement
    private var claims: JSONValue { statement.claims }
    /// The algorithm of its header.
    package var algorithm: SignatureAlgorithm { statement.algorithm }
    package var keyID: String? { statement.keyID }

    /// What is said of the object, and is no parameter.
    private static let own = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]

    /// Reads an object.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request_object`, or `request_not_supported` for one that is not signed.
    package init(_ text: String) throws(OAuthRefusal) {
        // "alg":"none" leaves the signature empty. It is the one kind that OpenID Connect knows and this server does not.
        guard text.utf8.last != UInt8(ascii: ".") else {
            throw OAuthRefusal(
                .requestNotSupported, "a request object must be signed here, with a key of the client's jwks")
        }
        do {
            statement = try ClientStatement(text, depth: 12, types: RequestObject.types)
        } catch {
            throw RequestObject.refusal(error.rule)
        }
    }

    /// RFC 9101 §10.8
    private static let types = [
        "oauth-authz-req+jwt", "application/oauth-authz-req+jwt", "JWT", "jwt",
    ]

    /// Checks the object, and reads the request in it.
    ///
    /// - Parameter key: the client's.
    /// - Returns: the parameters; none of those outside is among them.
    /// - Throws: ``OAuthRefusal`` `invalid_request_object` with the rule.
    package func verified(
        with key: VerificationKey,
        of client: String,
        issuer: Issuer,
        at now: Int
    ) throws(OAuthRefusal) -> RequestParameters {
        do {
            try statement.check(signedBy: key)
        } catch {
            throw RequestObject.refusal(error.rule)
        }
        guard let named = claims["iss"], named.equals(client) else {
            throw RequestObject.refusal("its iss must be the client_id")
        }
        guard let inside = claims["client_id"], inside.equals(client) else {
            throw RequestObject.refusal("its client_id must be there, and the one outside")
        }
        // With both it would also be an assertion by which the client proves itself (RFC 9101 §10.8).
        guard claims["sub"].map({ !$0.equals(client) }) ?? true else {
            throw RequestObject.refusal("its sub must not be the client_id")
        }
        let audiences = claims["aud"]?.elements ?? claims["aud"].map { [$0] } ?? []
        guard audiences.contains(where: { $0.equals(issuer.value) }) else {
            throw RequestObject.refusal("its aud must be the issuer of this server")
        }
        try checkTimes(at: now)
        guard claims["request"] == nil, claims["request_uri"] == nil else {
            throw RequestObject.refusal("it holds another request object")
        }
        return try parameters()
    }

    private func checkTimes(at now: Int) throws(OAuthRefusal) {
        do {
            try statement.checkTimes(at: now)
        } catch {
            throw RequestObject.refusal(error.rule)
        }
        for (name, seconds) in statement.moments(["iat", "nbf"]) {
            guard let seconds, seconds - Double(now) <= Double(ClientStatement.leeway),
                Double(now) - seconds <= Double(ClientStatement.longest)
            else {
                throw RequestObject.refusal("its \(name) lies ahead or far back, or is no time")
            }
        }
    }

    /// Members as parameters: texts as they are, numbers and objects as JSON writes them.
    private func parameters() throws(OAuthRefusal) -> RequestParameters {
        var pairs: [(name: String, value: String)] = []
        for (name, value) in claims.members ?? [] {
            guard !RequestObject.own.contains(where: { $0.hasBytes(of: name) }), !value.isNull else {
                continue
            }
            let isList = RequestParameters.repeatable.contains { $0.hasBytes(of: name) }
            guard isList, let elements = value.elements else {
                pairs.append((name, value.string ?? value.text))
                continue
            }
            for element in elements {
                guard let text = element.string else {
                    throw RequestObject.refusal("its \(name) holds something that is no string")
                }
                pairs.append((name, text))
            }
        }
        return try RequestParameters(pairs)
    }

    private static func refusal(_ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidRequestObject, "the request object is refused: \(rule)")
    }
}
