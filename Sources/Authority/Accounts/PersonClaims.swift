// What is told of a person (OpenID Connect Core §5.1): their profile, by the scopes and claims that were allowed.

package import JOSE
package import OAuth
internal import Records

/// The standard claims of an account.
package enum PersonClaims {
    /// Checks a profile: standard claims of the kinds that the standard gives them.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request` that names the claim.
    package static func check(_ profile: JSONValue) throws(OAuthRefusal) {
        guard let members = profile.members, profile.text.utf8.count <= 8_192 else {
            throw OAuthRefusal(.invalidRequest, "a profile is a JSON object of at most 8192 bytes")
        }
        for (name, value) in members {
            guard OpenIDScope.profileClaims.contains(where: { $0.hasBytes(of: name) }) else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "\(name) is no standard claim about a person; a claim of one's own goes into claims")
            }
            let isFit =
                switch name {
                case "email_verified", "phone_number_verified": value.bool != nil
                case "address": value.kind == .object
                default: value.string != nil
                }
            guard isFit else {
                throw OAuthRefusal(.invalidRequest, "the claim \(name) of the profile is of the wrong kind")
            }
        }
    }

    /// The claims of these names, as far as the account has them; in the order of the standard.
    static func told(_ names: Set<String>, of account: Account) -> [(name: String, value: JSONValue)] {
        let profile: JSONValue
        let own: JSONValue
        do {
            profile = try JSONDocument.object(parsing: Array(account.profile.utf8))
            own = try JSONDocument.object(
                parsing: JSONWriter.object { json in
                    json.member("preferred_username", account.username)
                    json.member("updated_at", max(account.createdAt, account.passwordChangedAt))
                })
        } catch {
            return []
        }
        return OpenIDScope.allCases.flatMap(\.claims).filter(names.contains).compactMap { name in
            (own[name] ?? profile[name]).map { (name, $0) }
        }
    }
}
