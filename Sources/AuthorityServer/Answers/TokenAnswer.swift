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
        json.member("form", token.form.rawValue)
        json.member("description", token.description)
        // Always there, so that a reader need not tell a null from an older server.
        write("last_used_at", token.lastUsedAt.map(Timestamp.text), to: &json)
        write("last_used_from", token.lastUsedFrom, to: &json)
        write("ends_at", token.endsAt.map(Timestamp.text), to: &json)
        write("successor", token.successor, to: &json)
    }

    private static func write(_ name: String, _ text: String?, to json: inout JSONWriter) {
        if let text { json.member(name, text) } else { json.null(name) }
    }
}
