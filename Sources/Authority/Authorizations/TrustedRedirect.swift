// Where an answer may go: a redirect URI that the client is registered with, and only that makes an answer of a refusal.

internal import JOSE
package import OAuth

/// A redirect URI of a request that was found among those of its client.
package struct TrustedRedirect: Sendable {
    /// Byte for byte as the request named it.
    package let uri: String
    package let kind: RedirectURI.Kind
    /// Whether the request named it, so that the token request must name it again.
    let wasNamed: Bool

    private init(uri: String, _ own: RedirectURI, wasNamed: Bool) {
        self.uri = uri
        kind = own.kind
        isAnybodys = !own.leadsToOneOwner
        self.wasNamed = wasNamed
    }

    /// Finds the redirect URI of a request.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request`, which must be told here and nowhere else.
    init(of parameters: RequestParameters, _ client: RegisteredClient) throws(OAuthRefusal) {
        guard let asked = parameters.value("redirect_uri") else {
            guard client.redirects.count == 1, let only = client.redirects.first else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the parameter redirect_uri is missing, and the client is registered with \(client.redirects.count)"
                )
            }
            self.init(uri: only.value, only, wasNamed: false)
            return
        }
        guard let own = client.redirects.first(where: { $0.accepts(asked) }) else {
            throw OAuthRefusal(
                .invalidRedirectURI, "the redirect_uri is not one that this client is registered with")
        }
        self.init(uri: asked, own, wasNamed: true)
    }

    /// Whether any program on the person's device could be there in the place of the client.
    package let isAnybodys: Bool

    /// What a person may be shown of where they go next.
    package var shown: String {
        switch kind {
        case .site(let origin): origin
        case .loopback: "a program on this device (\(String(uri.prefix { $0 != "?" })))"
        case .scheme(let scheme): "the app that opens \(scheme):"
        }
    }
}

/// How an answer travels (OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0 Form Post).
package enum ResponseMode: String, CaseIterable, Sendable {
    case query
    case formPost = "form_post"
}

/// An answer of the authorization endpoint: a code or an error, on its way to the client.
package struct AuthorizationAnswer: Sendable {
    package let redirect: TrustedRedirect
    package let mode: ResponseMode
    package let parameters: [(name: String, value: String)]

    /// The redirect URI with the answer in its query.
    package var location: String { FormParameters.add(parameters, to: redirect.uri) }
}
