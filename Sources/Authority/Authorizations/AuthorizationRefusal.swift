// A request that goes no further: told on a page, or to a client whose parameters can't be read.

package import OAuth

/// A request whose client or redirect URI is not to be trusted.
package struct AuthorizationRefusal: Sendable {
    package let refusal: OAuthRefusal
    /// The client, where it is known.
    package let client: RegisteredClient?
    /// The redirect URI that came.
    package let received: String?

    /// The redirect URIs that the client is registered with.
    package var registered: [String] { client?.redirects.map(\.value) ?? [] }
}

/// What is told before there is a redirect URI to tell it to.
struct RefusedHere: Error {
    let refusal: AuthorizationRefusal

    init(_ refusal: OAuthRefusal, client: RegisteredClient? = nil, received: String? = nil) {
        self.refusal = AuthorizationRefusal(refusal: refusal, client: client, received: received)
    }
}

/// What is told the client although its parameters can't be read: the redirect URI beside them is one of its own.
struct RefusedThere: Error {
    let refusal: OAuthRefusal
    let answer: AuthorizationAnswer
}
