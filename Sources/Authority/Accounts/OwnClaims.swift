// Claims of one's own: what an account or a client brings into its tokens, never over a name that has a meaning.

package import JOSE
package import OAuth

/// The claims that an administrator gave an account or a client.
package enum OwnClaims {
    /// Names that a token of ours, or of OpenID Connect, gives a meaning to (the registry of RFC 7519 §10.1 among them).
    static let taken: Set<String> = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "azp", "nonce", "auth_time", "at_hash", "c_hash",
        "s_hash",
        "acr", "amr", "sub_jwk", "cnf", "sip_from_tag", "sid", "events", "toe", "txn", "act", "scope",
        "client_id",
        "may_act", "status", "authorization_details", "active", "token_type", "username",
        "token_introspection",
        "htm", "htu", "ath", "typ", "alg", "kid", "vot", "vtm", "sub_id", "orig", "dest", "entitlements_uri",
        "at_use_nbr", "_claim_names", "_claim_sources", "transaction_id", "client_secret",
        "registration_access_token",
    ]

    /// The most bytes that they may have together: they go into every token.
    static let longest = 2_048

    /// - Throws: ``OAuthRefusal`` `invalid_request` that names the claim.
    package static func check(_ claims: JSONValue) throws(OAuthRefusal) {
        guard let members = claims.members, claims.text.utf8.count <= longest else {
            throw OAuthRefusal(
                .invalidRequest, "claims of one's own are a JSON object of at most \(longest) bytes")
        }
        for (name, _) in members where isTaken(name) {
            throw OAuthRefusal(
                .invalidRequest,
                "the claim \(name) has a meaning of its own in a token; choose another name, as https://example.com/\(name)"
            )
        }
    }

    /// Whether a name has a meaning already. Standard claims about a person have theirs too.
    static func isTaken(_ name: String) -> Bool {
        taken.contains { $0.hasBytes(of: name) }
            || OpenIDScope.allCases.flatMap(\.claims).contains { $0.hasBytes(of: name) }
    }

    /// What is told: those that have no meaning of their own, even where an older version stored one.
    static func told(_ text: String) -> [(name: String, value: JSONValue)] {
        do {
            let object = try JSONDocument.object(parsing: Array(text.utf8))
            return (object.members ?? []).filter { !isTaken($0.name) }
        } catch {
            return []
        }
    }
}
