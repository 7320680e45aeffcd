// An API as the command shows it, and a scope as it is typed.

internal import Authority
internal import JOSE
internal import Records

enum APIAnswer {
    /// `NAME=SENTENCE`; without a sentence the name is it.
    static func scope(_ text: String) -> APIScope {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        return APIScope(scope: parts.first ?? "", sentence: parts.count > 1 ? parts[1] : parts.first ?? "")
    }

    /// - Throws: `OAuthRefusal` for a row whose types can't be read.
    static func json(_ api: API) throws -> [UInt8] {
        let types = try DetailType.list(of: api)
        return JSONWriter.object { json in
            json.member("identifier", api.identifier)
            json.member("name", api.name)
            json.member("default", api.defaultAt != nil)
            if let lifetime = api.lifetime { json.member("lifetime", lifetime) }
            if let algorithm = api.algorithm { json.member("algorithm", algorithm) }
            json.member("format", api.format)
            json.array("scopes", api.scopes) { json, scope in
                json.member("scope", scope.scope)
                json.member("sentence", scope.sentence)
            }
            json.array("authorization_details_types", types) { json, type in type.write(to: &json) }
        }
    }
}
