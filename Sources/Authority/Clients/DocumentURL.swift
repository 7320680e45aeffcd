// The URL of a client's document, which is the client's id (OAuth Client ID Metadata Document §3).

internal import JOSE
internal import OAuth

/// A `client_id` that is the URL of a document.
struct DocumentURL: Sendable {
    /// The id, byte for byte.
    let text: String
    let host: String
    /// Whether it is on this machine.
    let isLoopback: Bool

    /// The longest one: it stands in every token of the client.
    static let longest = 512

    /// Whether an id can only be a document's URL. No administrator can choose such a one.
    static func isLike(_ id: String) -> Bool {
        id.utf8.starts(with: "https://".utf8) || id.utf8.starts(with: "http://".utf8)
    }

    /// Reads a URL.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_client` with the rule that it breaks.
    init(_ text: String) throws(OAuthRefusal) {
        guard text.utf8.count <= DocumentURL.longest else {
            throw DocumentURL.refusal("it has at most 512 bytes")
        }
        let issuer: Issuer
        do throws(OAuthRefusal) {
            // The rules of an issuer are those of such an id: https, no user, no query, no fragment, no dot segments.
            issuer = try Issuer(text)
            // Those in percent-encoding as well.
            _ = try RedirectURI(text)
        } catch {
            throw DocumentURL.refusal(
                "it is https, and has no user, query, fragment, or dot segments, also not in percent-encoding"
            )
        }
        guard text.utf8.count > issuer.origin.utf8.count else {
            throw DocumentURL.refusal("it has a path, as https://client.example/oauth.json")
        }
        // One way to write a host: two spellings would be two clients to this server, and one to people.
        guard !issuer.host.utf8.contains(where: { (0x41...0x5A).contains($0) }) else {
            throw DocumentURL.refusal("its host stands in small letters")
        }
        self.text = text
        host = issuer.host
        isLoopback = issuer.isLoopback
    }

    static func refusal(_ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidClient, "the client_id can't be the URL of a client's document: \(rule)")
    }
}
