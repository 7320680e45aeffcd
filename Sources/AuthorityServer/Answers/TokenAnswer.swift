// Tokens as JSON, with the same members in the API and in the command.

package import Authority
package import JOSE

package enum TokenAnswer {
    /// A token that was just issued: the one answer that holds one.
    package static func json(_ issued: IssuedToken) -> [UInt8] {
        JSONWriter.object { json in
            json.member("token", issued.token)
            json.member("token_type", "Bearer")
            json.member("expires_in", issued.expiresIn)
            json.member("scope", issued.scope)
            json.member("id", issued.id)
        }
    }

    /// A named token in a list.
    package static func write(_ token: ListedToken, to json: inout JSONWriter) {
        json.member("id", token.id)
        json.member("name", token.name)
        json.member("audience", token.audience)
        json.member("scopes", token.scopes)
        json.member("created_at", Timestamp.text(token.createdAt))
        json.member("expires_at", Timestamp.text(token.expiresAt))
    }
}
