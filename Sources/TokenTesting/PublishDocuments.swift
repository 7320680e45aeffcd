// What the authority publishes: metadata, keys and status lists, as a verifier's fetch gets them.

public import HummingbirdTokens
internal import Synchronization

extension TestAuthority: Fetch {
    private static let keysPath = "/.well-known/jwks.json"

    /// Gets a document of this authority, and never leaves the process.
    ///
    /// - Throws: ``FetchFault/notAllowed(url:)`` for what is somebody else's, ``FetchFault/unreachable(url:why:)`` while
    ///   the test says that it is down.
    public func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        guard issuer.isOrigin(of: url) else { throw .notAllowed(url: url) }
        let (keys, isDown) = state.withLock { state in
            (state.keys, list(of: url) == nil ? state.keysAreDown : state.statusListsAreDown)
        }
        guard !isDown else { throw .unreachable(url: url, why: "the test says that it is down") }
        let keysURL = issuer.url(TestAuthority.keysPath)
        if issuer.metadataURLs.contains(where: { $0.utf8.elementsEqual(url.utf8) }) {
            return FetchedDocument(
                status: 200,
                body: AuthorizationServerMetadata(issuer: issuer, keysURL: keysURL).json,
                contentType: "application/json"
            )
        }
        if keysURL.utf8.elementsEqual(url.utf8) {
            return FetchedDocument(
                status: 200,
                body: JWKSet(keys: keys.map(\.verificationKey)).json,
                contentType: "application/jwk-set+json"
            )
        }
        if let list = list(of: url), let text = document(of: list, signedWith: keys) {
            return FetchedDocument(
                status: 200, body: Array(text.utf8), contentType: "application/statuslist+jwt")
        }
        return FetchedDocument(status: 404, body: [])
    }

    /// A list, signed now; `nil` when there is none of that number.
    private func document(of list: Int, signedWith keys: [SigningKey]) -> String? {
        let bits = state.withLock { $0.lists.indices.contains(list) ? $0.lists[list] : nil }
        guard let bits, let key = keys.last else { return nil }
        let token = StatusListToken(
            uri: listURI(list),
            bits: bits,
            issuedAt: clock.seconds,
            expiresAt: clock.seconds + TestAuthority.listLifetime,
            timeToLive: TestAuthority.listTimeToLive,
            version: nil
        )
        do {
            return try token.sign(with: key)
        } catch {
            return nil
        }
    }
}
