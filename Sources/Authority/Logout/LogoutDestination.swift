// Where a browser may go when its person has signed out: to an address that the client is registered with, and to no other.

internal import JOSE
internal import OAuth

/// A `post_logout_redirect_uri` that was found among those of its client.
package struct LogoutDestination: Sendable {
    /// Byte for byte as the client is registered with it.
    private let uri: String
    private let kind: RedirectURI.Kind
    private let state: String?

    /// Finds the address of a request. No port is free here, not even at a loopback address: the standard compares the
    /// text (OpenID Connect RP-Initiated Logout §3).
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_redirect_uri`, which must be told here and nowhere else.
    init(_ asked: String, of client: RegisteredClient, state: String?) throws(OAuthRefusal) {
        guard client.metadata.afterLogoutURIs.contains(where: { $0.hasBytes(of: asked) }) else {
            throw OAuthRefusal(
                .invalidRedirectURI,
                "the post_logout_redirect_uri is not one that this client is registered with, so you stay here"
            )
        }
        kind = try RedirectURI(asked).kind
        uri = asked
        self.state = state
    }

    /// The address with the client's state.
    package var location: String {
        state.map { FormParameters.add([("state", $0)], to: uri) } ?? uri
    }

    /// What a person may be shown of it.
    package var shown: String {
        switch kind {
        case .site(let origin): origin
        case .loopback: "a program on this device"
        case .scheme(let scheme): "the app that opens \(scheme):"
        }
    }
}
