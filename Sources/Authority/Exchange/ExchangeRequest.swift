// What a client comes with that wants less for a token that it holds (RFC 8693 §2.1): the parameters, and which go together.

internal import JOSE
package import OAuth

/// The parameters of a token exchange, read and not yet allowed. The two tokens are secrets.
package struct ExchangeRequest: Sendable, CustomStringConvertible {
    let subjectToken: String
    let actorToken: String?
    /// The API, as the client named it; `nil` for the one that the token is for.
    let resource: String?
    /// Scopes as they were sent; `nil` for all that the token allows there.
    let scope: String?

    /// Checks that the parameters go together.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request`.
    package init(
        subjectToken: String,
        subjectType: String,
        actorToken: String? = nil,
        actorType: String? = nil,
        requestedType: String? = nil,
        resource: String? = nil,
        scope: String? = nil
    ) throws(OAuthRefusal) {
        try ExchangeRequest.check(subjectToken, is: subjectType, "subject_token")
        switch (actorToken, actorType) {
        case (let token?, let type?): try ExchangeRequest.check(token, is: type, "actor_token")
        case (nil, nil): break
        case (_?, nil), (nil, _?):
            throw OAuthRefusal(
                .invalidRequest, "actor_token and actor_token_type come together, or both are left out")
        }
        guard requestedType?.hasBytes(of: TokenTypeURI.accessToken.rawValue) ?? true else {
            throw OAuthRefusal(
                .invalidRequest,
                "requested_token_type must be \(TokenTypeURI.accessToken.rawValue), or be left out: nothing else is given here"
            )
        }
        self.subjectToken = subjectToken
        self.actorToken = actorToken
        self.resource = resource
        self.scope = scope
    }

    private static func check(
        _ token: String,
        is type: String,
        _ parameter: String
    ) throws(OAuthRefusal) {
        switch TokenTypeURI.allCases.first(where: { $0.rawValue.hasBytes(of: type) }) {
        case .accessToken: return
        case .jwt:
            guard !OpaqueToken.isLike(token), !OpaqueToken.isSealed(token) else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the \(parameter) is no JWT: send \(parameter)_type=\(TokenTypeURI.accessToken.rawValue)")
            }
        case .idToken:
            throw OAuthRefusal(
                .invalidRequest,
                "an ID token tells its client who signed in and allows nothing, so nothing is given for it: send an access "
                    + "token as \(parameter)")
        case .refreshToken, nil:
            throw OAuthRefusal(
                .invalidRequest,
                "\(parameter)_type must be \(TokenTypeURI.accessToken.rawValue) or \(TokenTypeURI.jwt.rawValue)"
            )
        }
    }

    /// Nothing of the tokens.
    package var description: String { "ExchangeRequest(hidden)" }
}
